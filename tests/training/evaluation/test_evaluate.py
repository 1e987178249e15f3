import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import spacy

from tests.film_lists import small_config
from training.config import Plan, read_plan
from training.errors import DataNotFound
from training.evaluation.evaluate import evaluate
from training.evaluation.metrics import decision_metrics
from training.evaluation.scores import score
from training.evaluation.thresholds import threshold_by_genre
from training.films.corpus import read_corpus, write_docs


def test_meta_has_what_the_model_gives(trained: Plan) -> None:
    nlp = spacy.load(trained.best_model)
    dev, test = (score(nlp, list(read_corpus(path, nlp))) for path in (trained.dev, trained.test))
    thresholds = threshold_by_genre(dev)
    meta = json.loads((trained.best_model / "meta.json").read_text())
    assert meta["thresholds"] == thresholds
    assert meta["performance"]["films"] == len(test.texts)
    assert decision_metrics(test, thresholds).items() <= meta["performance"].items()
    assert meta["performance"]["five_genres"]["films"] < len(test.texts)


def test_learns_the_small_list(trained: Plan) -> None:
    """Words give the genres away, so a pipeline that learns at all is far better than chance."""
    assert evaluate(trained).performance["micro_f1"] > 0.8


def test_report_has_a_row_a_genre(trained: Plan) -> None:
    report = evaluate(trained).report()
    assert report[0].split() == ["films", "precision", "recall", "F1", "macro", "accuracy", "threshold"]
    assert [line.split("  ")[0] for line in report[6:26]] == list(trained.labels)


def test_films_in_other_languages_are_measured_for_themselves(trained: Plan, tmp_path: Path) -> None:
    model, test = Path(shutil.copytree(trained.best_model, tmp_path / "model")), tmp_path / "test.spacy"
    films = list(read_corpus(trained.test, spacy.blank("en")))
    for film, language in zip(films, ["de", "fr", "de"], strict=False):
        film.user_data["language"] = language
    write_docs(films, test)
    performance = evaluate(replace(trained, test=test), model).performance
    assert performance["films"] == len(films) - 3
    assert {name: group["films"] for name, group in performance["languages"].items()} == {"all": 3, "de": 2, "fr": 1}
    assert 0 <= performance["languages"]["fr"]["calibration_error"] < 0.5


def test_nothing_trained(tmp_path_factory: pytest.TempPathFactory) -> None:
    plan = read_plan(small_config(tmp_path_factory.mktemp("untrained")))
    with pytest.raises(DataNotFound, match="training train"):
        evaluate(plan)
