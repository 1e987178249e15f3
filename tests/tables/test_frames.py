"""`classify_frame`: the answers of `predict`, in a table that is otherwise unchanged."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import InvalidChoice
from movie_classifier.film import Film
from movie_classifier.model.genres import GENRES
from movie_classifier.tables.columns import ColumnNotFound, ColumnTaken
from movie_classifier.tables.frames import classify_frame
from tests.conftest import TINY_FILMS, load_shared


@pytest.fixture(scope="module")
def classifier(tiny_model: Path) -> GenreClassifier:
    return load_shared(tiny_model)


@pytest.fixture
def films() -> pd.DataFrame:
    table = pd.DataFrame([film for film, _ in TINY_FILMS], columns=["Title", "overview"])
    return table.assign(id=[f"{number:03}" for number in range(len(table))])


def test_equals_predict(classifier: GenreClassifier, films: pd.DataFrame) -> None:
    result = classify_frame(films, classifier, scores=True)
    predictions = classifier.predict([film for film, _ in TINY_FILMS])
    assert list(result) == ["Title", "overview", "id", "genre", "genres", "confidence", "reason", *GENRES]
    pd.testing.assert_frame_equal(result[["Title", "overview", "id"]], films)
    assert list(result["genre"]) == [each.genre for each in predictions]
    assert list(result["genres"]) == [each.genres for each in predictions]
    assert list(result["confidence"]) == [each.confidence for each in predictions]
    assert result[list(GENRES)].to_dict("records") == [each.scores for each in predictions]
    assert result["reason"].isna().all()


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan, pd.NA, pd.NaT, "", " "])
def test_rows_that_cannot_be_classified_have_a_reason(classifier: GenreClassifier, missing: object) -> None:
    table = pd.DataFrame(
        {"title": ["A", "B", 7], "plot": [missing, "war", "x" * 20_001]}, index=[5, 5, 6], dtype=object
    )
    result = classify_frame(table, classifier, scores=True)
    assert list(result.index) == [5, 5, 6]
    assert result["reason"].tolist() == ["no description", None, "description longer than 20,000 characters"]
    for column in ("genre", "genres", "confidence"):
        assert result[column].isna().tolist() == [True, False, True]
    assert result["Drama"].isna().tolist() == [True, False, True]
    assert result["Drama"].dtype == "float64"


def test_genres_can_be_chosen(classifier: GenreClassifier, films: pd.DataFrame) -> None:
    result = classify_frame(films[:3], classifier, choice=GenreChoice(language="fr", left_out=["Drama"], max_genres=1))
    assert result["genres"].map(len).tolist() == [1, 1, 0]
    assert set(result["genre"][:2]) <= {"Action", "Guerre", "Comédie", "Romance"}
    assert result["genre"][2] is None
    assert result["confidence"].tolist() == ["normal", "normal", "low"]
    with pytest.raises(InvalidChoice, match="unknown genre: Musical"):
        classify_frame(films, classifier, choice=GenreChoice(left_out=["Musical"]))


def test_numbers_are_titles(classifier: GenreClassifier) -> None:
    result = classify_frame(pd.DataFrame({"title": [300], "plot": ["war"]}), classifier)
    assert result["genres"].tolist() == [classifier.predict([Film("300", "war")])[0].genres]


def test_taken_names_get_the_prefix(classifier: GenreClassifier, films: pd.DataFrame) -> None:
    table = films.assign(Genres="x", reason="y")
    result = classify_frame(table, classifier)
    assert list(result)[3:] == ["Genres", "reason", "genre", "predicted_genres", "confidence", "predicted_reason"]
    assert list(classify_frame(table, classifier, prefix="our_"))[-3:] == ["our_genres", "confidence", "our_reason"]
    with pytest.raises(ColumnTaken, match="choose another"):
        classify_frame(result, classifier)


def test_columns_can_be_chosen(classifier: GenreClassifier, films: pd.DataFrame) -> None:
    table = films.rename(columns={"Title": "name", "overview": 2})
    with pytest.raises(ColumnNotFound, match="description_column"):
        classify_frame(table, classifier)
    result = classify_frame(table, classifier, title_column="name", description_column="2")
    assert result["genre"].tolist() == classify_frame(films, classifier)["genre"].tolist()


def test_a_table_needs_no_titles(classifier: GenreClassifier) -> None:
    result = classify_frame(pd.DataFrame({"plot": ["a tragic death", None]}), classifier)
    assert result["genre"].tolist() == ["Drama", None]
    assert result["reason"].tolist() == [None, "no description"]


def test_an_empty_table_gets_the_columns(classifier: GenreClassifier, films: pd.DataFrame) -> None:
    result = classify_frame(films[:0], classifier, scores=True)
    assert list(result) == ["Title", "overview", "id", "genre", "genres", "confidence", "reason", *GENRES]


def test_the_shipped_model_is_the_default() -> None:
    table = pd.DataFrame({"title": ["High Plains"], "description": ["A gunslinger rides into a frontier town."]})
    assert classify_frame(table)["genre"].tolist() == ["Western"]
