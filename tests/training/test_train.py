import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import spacy

from tests.film_lists import ROOT, small_config
from training.config import Plan, read_plan
from training.errors import BaseModelMissing, ConfigInvalid, DataNotFound, TrainingInterrupted
from training.evaluation.evaluate import evaluate
from training.films.corpus import read_corpus
from training.films.prepare import prepare
from training.train import _saved_since, read_learning_curve, train


def scores_on_test(model: Path, plan: Plan) -> list[dict[str, float]]:
    nlp = spacy.load(model)
    return [nlp(doc.text).cats for doc in read_corpus(plan.test, nlp)]


def test_learns_and_logs(trained: Plan) -> None:
    curve = read_learning_curve(trained)
    assert list(curve["step"]) == [0, 5, 10, 15, 20]
    assert curve["score"].iloc[-1] > curve["score"].iloc[0]
    assert curve["score"].between(0, 1).all()


@pytest.mark.slow
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


def test_a_pipeline_of_an_earlier_training_is_not_named(trained: Plan) -> None:
    assert _saved_since(0.0, trained.best_model) == trained.best_model
    assert _saved_since(time.time() + 60, trained.best_model) is None
    assert "saved nothing" in str(TrainingInterrupted(trained.config, None))


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_pipeline(trained: Plan, tmp_path: Path) -> None:
    text = small_config(tmp_path).read_text()
    for name, path in {"train": trained.train, "dev": trained.dev, "test": trained.test}.items():
        text = re.sub(rf"^{name} = .*", f'{name} = "{path}"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^max_steps = .*", "max_steps = 100000", text, flags=re.MULTILINE)
    text = re.sub(r"^patience = .*", "patience = 0", text, flags=re.MULTILINE)
    config = tmp_path / "endless.cfg"
    config.write_text(text)
    plan = read_plan(config)
    command = [sys.executable, "-m", "training", "train", "--config", str(config)]
    training = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert training.stdout is not None
    while not (plan.best_model / "meta.json").exists():
        assert training.poll() is None
        time.sleep(0.05)
    training.send_signal(signal.SIGINT)
    _, errors = training.communicate(timeout=60)
    last = errors.strip().splitlines()[-1]
    assert training.returncode == 1
    assert "Aborted" not in errors
    assert last.startswith(f"Error: training was interrupted; the best pipeline so far is in {plan.best_model}")
    assert evaluate(plan).report()
