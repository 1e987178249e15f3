from pathlib import Path

import pytest

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.prediction import Prediction
from movie_classifier.tables.rows import classify_rows
from tests.conftest import TINY_FILMS, load_shared


@pytest.fixture(scope="module")
def classifier(tiny_model: Path) -> GenreClassifier:
    return load_shared(tiny_model)


def test_predictions_and_reasons_are_in_order(classifier: GenreClassifier) -> None:
    films = [film for film, _ in TINY_FILMS]
    titles = [film.title for film in films]
    descriptions: list[object] = [film.description for film in films]
    descriptions[1] = None
    rows = classify_rows(classifier, titles, descriptions)
    assert rows[1] == "no description"
    assert rows[:1] + rows[2:] == classifier.predict(films[:1] + films[2:])


@pytest.mark.parametrize(
    ("title", "description", "reason"),
    [
        ("a", "\u200b", "no description"),
        ("a", "N/A", "no description"),
        ("a", float("nan"), "no description"),
        (None, "N/A", "no description"),
        ("a" * 501, "a", "title longer than 500 characters"),
        ("a", "x\ud800", "description is not valid Unicode"),
        (["a"], "a", "title is not text"),
        ("a", True, "description is not text"),
    ],
)
def test_reasons(classifier: GenreClassifier, title: object, description: object, reason: str) -> None:
    assert classify_rows(classifier, [title], [description]) == [reason]


def test_numbers_are_text(classifier: GenreClassifier) -> None:
    assert classify_rows(classifier, [1917], [2.5]) == classifier.predict([Film("1917", "2.5")])


@pytest.mark.parametrize("title", [None, "", " \u200b"])
def test_a_row_needs_no_title(classifier: GenreClassifier, title: object) -> None:
    [row] = classify_rows(classifier, [title], ["a soldier fights explosions"])
    assert isinstance(row, Prediction)
    assert row.genre in {"Action", "War"}


def test_no_rows(classifier: GenreClassifier) -> None:
    assert classify_rows(classifier, [], []) == []
