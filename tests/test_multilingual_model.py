"""What the committed multilingual pipeline must be."""

import json
from typing import Any

import pytest

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.model.confidence import UNFAMILIAR
from movie_classifier.model.genres import GENRES
from movie_classifier.model.model_path import shipped_model_path
from tests.conftest import require_accurate
from tests.floors import CEILINGS, MULTILINGUAL_FLOORS
from training.packaging.package import SIZE_LIMITS

MODEL = shipped_model_path("multilingual")

FILMS = {
    "Western": Film("Staub", "Ein Kopfgeldjäger und ein Sheriff jagen Banditen durch die Prärie bis zum Saloon."),
    "Horror": Film("La casa", "Una familia se muda a una mansión embrujada donde un fantasma aterroriza a los niños."),
    "Romance": Film("Un été à deux", "Ils tombent amoureux au bord de la mer et préparent leur mariage en secret."),
    "Science Fiction": Film("Orbita", "L'equipaggio di un'astronave scopre un pianeta alieno ai confini dello spazio."),
}  # fmt: skip


@pytest.fixture(scope="module")
def classifier() -> GenreClassifier:
    require_accurate()
    return GenreClassifier.load("multilingual")


@pytest.fixture(scope="module")
def performance() -> dict[str, Any]:
    measured: dict[str, Any] = json.loads((MODEL / "meta.json").read_text())["performance"]
    return measured


def test_films_in_five_languages(classifier: GenreClassifier) -> None:
    assert classifier.info.labels == GENRES
    english = Film("Frost", "A scientist and his crew discover an alien ship and its dangerous cargo in the ice.")
    predictions = classifier.predict([*FILMS.values(), english])
    assert [each.genre for each in predictions] == [*FILMS, "Science Fiction"]
    assert [each.confidence_reason for each in predictions] == [None] * 5


def test_other_languages_are_in_doubt(classifier: GenreClassifier) -> None:
    finnish = Film("Majakka", "Vanha majakanvartija pelastaa tytön myrskystä ja saa tietää perheensä salaisuuden.")
    japanese = Film("灯台", "引退した灯台守が嵐の夜に助けた少女は、彼が長年待ち続けた手紙を持っていた。")
    assert [each.confidence_reason for each in classifier.predict([finnish, japanese])] == [UNFAMILIAR] * 2


def test_scores_are_above_the_floors(performance: dict[str, Any]) -> None:
    for group, floors in MULTILINGUAL_FLOORS.items():
        measured = performance if group == "en" else performance["languages"][group]
        assert {name: measured[name] for name, floor in floors.items() if measured[name] < floor} == {}, group
    assert performance["calibration_error"] <= CEILINGS["calibration_error"]


def test_size() -> None:
    files = [file for file in MODEL.rglob("*") if file.is_file()]
    assert max(file.stat().st_size for file in files) <= SIZE_LIMITS["multilingual"].file
    assert sum(file.stat().st_size for file in files) <= SIZE_LIMITS["multilingual"].folder
