import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from tests.film_lists import ROOT, small_config
from training.config import Plan, read_plan
from training.errors import BaseModelMissing, ConfigInvalid, DataNotFound
from training.films.corpus import read_corpus
from training.films.prepare import prepare
from training.train import read_learning_curve, train


def scores_on_test(model: Path, plan: Plan) -> list[dict[str, float]]:
    nlp = spacy.load(model)
    return [nlp(doc.text).cats for doc in read_corpus(plan.test, nlp)]


def test_learns_and_logs(trained: Plan) -> None:
    curve = read_learning_curve(trained)
    assert list(curve["step"]) == [0, 5, 10, 15, 20]
    assert curve["score"].iloc[-1] > curve["score"].iloc[0]
    assert curve["score"].between(0, 1).all()


def test_twice_the_same_and_the_same_as_spacy_train(trained: Plan, movies_csv: Path, tmp_path: Path) -> None:
    again = read_plan(small_config(tmp_path))
    prepare(again, movies_csv)
    command = [sys.executable, "-m", "spacy", "train", str(again.config), "--output", str(tmp_path / "by_spacy")]
    command += ["--code", str(ROOT / "training" / "films" / "training_corpus.py")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    expected = scores_on_test(trained.best_model, trained)
    assert scores_on_test(train(again), again) == expected
    assert scores_on_test(tmp_path / "by_spacy" / "model-best", again) == expected


def test_not_prepared(tmp_path: Path) -> None:
    plan = read_plan(small_config(tmp_path))
    with pytest.raises(DataNotFound, match="training prepare"):
        train(plan)
    with pytest.raises(DataNotFound, match="training train"):
        read_learning_curve(plan)


def test_vectors_that_are_not_there(movies_csv: Path, tmp_path: Path) -> None:
    plan = read_plan(small_config(tmp_path))
    prepare(plan, movies_csv)
    with pytest.raises(BaseModelMissing, match="spacy download en_no_such_model"):
        train(plan, {"paths.vectors": "en_no_such_model"})


def test_config_that_spacy_refuses(movies_csv: Path, tmp_path: Path) -> None:
    plan = read_plan(small_config(tmp_path))
    prepare(plan, movies_csv)
    with pytest.raises(ConfigInvalid, match=r"genres\.cfg"):
        train(plan, {"training.max_steps": "many"})
