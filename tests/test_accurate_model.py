"""What the committed accurate pipeline must be."""

import json
from typing import Any

import pytest

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.model.genres import GENRES
from movie_classifier.model.model_path import shipped_model_path
from tests.conftest import OTHELLO, SHIPPED_MODEL, require_accurate
from tests.floors import ACCURATE_FLOORS, CEILINGS
from training.packaging.package import SIZE_LIMITS

MODEL = shipped_model_path("accurate")


@pytest.fixture(scope="module")
def classifier() -> GenreClassifier:
    require_accurate()
    return GenreClassifier.load("accurate")


@pytest.fixture(scope="module")
def performance() -> dict[str, Any]:
    measured: dict[str, Any] = json.loads((MODEL / "meta.json").read_text())["performance"]
    return measured


def test_labels_and_thresholds(classifier: GenreClassifier) -> None:
    assert classifier.info.labels == GENRES
    assert all(0 < threshold < 1 for threshold in classifier.info.thresholds.values())
    assert classifier.card is not None


def test_examples(classifier: GenreClassifier) -> None:
    films = [
        OTHELLO,
        Film("", "A cowboy and a sheriff meet outlaws in a saloon."),
        Film("The Haunting", "A ghost haunts the terrified children of a lonely house."),
        Film("A Love Story", "They fall in love and plan a wedding. " * 200),
    ]
    assert [each.genre for each in classifier.predict(films)] == ["Drama", "Western", "Horror", "Romance"]


def test_scores_do_not_depend_on_the_other_films(classifier: GenreClassifier) -> None:
    films = [Film(f"Film {number}", "a ghost and a wedding " * number) for number in range(1, 12)]
    assert classifier.predict_proba(films) == [classifier.predict_proba([film])[0] for film in films]


def test_scores_are_above_the_floors(performance: dict[str, Any]) -> None:
    measured = performance | {"five_genres micro_f1": performance["five_genres"]["micro_f1"]}
    assert {name: measured[name] for name, floor in ACCURATE_FLOORS.items() if measured[name] < floor} == {}
    assert measured["calibration_error"] <= CEILINGS["calibration_error"]


def test_more_accurate_than_the_fast_pipeline(performance: dict[str, Any]) -> None:
    fast = json.loads((SHIPPED_MODEL / "meta.json").read_text())["performance"]
    assert performance["films"] == fast["films"]
    for measure in ("micro_f1", "macro_f1", "top_genre_precision"):
        assert performance[measure] > fast[measure] + 0.015


def test_size_and_no_pickle() -> None:
    files = [file for file in MODEL.rglob("*") if file.is_file()]
    assert max(file.stat().st_size for file in files) <= SIZE_LIMITS["accurate"].file
    assert sum(file.stat().st_size for file in files) <= SIZE_LIMITS["accurate"].folder
    assert not [file for file in files if file.suffix in {".pkl", ".pickle", ".py"}]
