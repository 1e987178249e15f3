"""`Decision`: what the choice of a user leaves of the probabilities."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.choice.languages import LANGUAGES
from movie_classifier.model.confidence import FEW_WORDS, NO_GENRE, NONE_CHOSEN
from movie_classifier.model.genres import GENRES
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.prediction import Prediction, Scores
from tests.choice.models import make_model

LOW = dict.fromkeys(GENRES, 0.05)
SCORES = LOW | {"Drama": 0.8, "Comedy": 0.6, "Science Fiction": 0.5, "War": 0.45}
CURVES = {genre: {"0.5": 0.4, "0.9": 0.8} for genre in GENRES if genre != "War"}
MODEL = make_model(dict.fromkeys(GENRES, 0.4), CURVES)


def choose(scores: Scores = SCORES, model: ModelInfo = MODEL, **choice: Any) -> Scores:
    return GenreChoice(**choice).for_model(model).choose(scores)


def test_the_default_leaves_all_to_the_model() -> None:
    assert choose() == {"Drama": 0.8, "Comedy": 0.6, "Science Fiction": 0.5, "War": 0.45}


@pytest.mark.parametrize(
    ("choice", "genres"),
    [
        ({"max_genres": 2}, ["Drama", "Comedy"]),
        ({"min_probability": 0.5}, ["Drama", "Comedy", "Science Fiction"]),
        ({"min_probability": 0.9}, []),
        ({"precision": 0.5}, ["Drama", "Comedy", "Science Fiction"]),
        ({"precision": 0.7}, ["Drama", "Comedy"]),
        ({"precision": 0.9}, ["Drama"]),
        ({"precision": 0.95}, []),
        ({"precision": 0.9, "thresholds": {"War": 0.4}}, ["Drama", "War"]),
        ({"precision": 0.5, "min_probability": 0.7}, ["Drama"]),
        ({"left_out": ["drama", "War"]}, ["Comedy", "Science Fiction"]),
        ({"thresholds": {"drama": 0.9, "Horror": 0.05}}, ["Comedy", "Science Fiction", "War", "Horror"]),
        ({"names": {"Science Fiction": "Sci-Fi"}}, ["Drama", "Comedy", "Sci-Fi", "War"]),
        ({"language": "de"}, ["Drama", "Komödie", "Science Fiction", "Kriegsfilm"]),
        ({"language": "fr", "names": {"Comedy": "Drama", "War": "Fights"}}, ["Drame", "Science-Fiction", "Fights"]),
    ],
)  # fmt: skip
def test_each_setting(choice: dict[str, Any], genres: list[str]) -> None:
    assert list(choose(**choice)) == genres


def test_joined_genres_have_the_higher_probability() -> None:
    names = {"War": "Conflict", "Drama": "Conflict", "Horror": "Conflict"}
    assert choose(names=names, max_genres=1) == {"Conflict": 0.8}
    assert choose(LOW | {"War": 0.45}, names=names) == {"Conflict": 0.45}


@pytest.mark.parametrize(
    ("choice", "genres"),
    [
        ({}, ["Drama"]),
        ({"language": "it", "max_genres": 3}, ["Dramma"]),
        ({"min_probability": 0.3}, []),
        ({"thresholds": {"Drama": 0.3}}, []),
        ({"thresholds": {"Drama": 0.2}}, ["Drama"]),
        ({"left_out": ["Drama"]}, []),
        ({"precision": 0.5}, []),
    ],
)
def test_a_film_that_reaches_no_threshold(choice: dict[str, Any], genres: list[str]) -> None:
    assert list(choose(LOW | {"Drama": 0.2}, **choice)) == genres


@pytest.mark.parametrize(
    ("drama", "doubt", "choice", "genre", "reason"),
    [
        (0.6, None, {}, "Drama", None),
        (0.6, FEW_WORDS, {}, "Drama", FEW_WORDS),
        (0.6, None, {"min_probability": 0.7}, None, NONE_CHOSEN),
        (0.6, FEW_WORDS, {"min_probability": 0.7}, None, FEW_WORDS),
        (0.3, NO_GENRE, {"max_genres": 1}, "Drama", NO_GENRE),
        (0.3, NO_GENRE, {"thresholds": {"Drama": 0.2}}, "Drama", None),
    ],
)
def test_confidence(
    drama: float, doubt: str | None, choice: dict[str, Any], genre: str | None, reason: str | None
) -> None:
    before = Prediction.from_scores("T", LOW | {"Drama": drama}, MODEL.thresholds, doubt)
    after = GenreChoice(**choice).for_model(MODEL).apply(before)
    assert (after.genre, after.confidence_reason) == (genre, reason)
    assert after.genres == ([genre] if genre else [])
    assert after.scores == before.scores


labels = st.sampled_from(GENRES)
probabilities = st.floats(0, 1)
new_names = st.sampled_from(["Sci-Fi", "Musical", "Krieg", "Action", "Thriller"])


@given(
    scores=st.fixed_dictionaries(dict.fromkeys(GENRES, probabilities)),
    kept=st.dictionaries(st.sampled_from([genre for genre in GENRES if genre[0] in "CDMSW"]), new_names),
    left_out=st.sets(st.sampled_from([genre for genre in GENRES if genre[0] in "FH"])),
    thresholds=st.dictionaries(labels, probabilities),
    max_genres=st.none() | st.integers(1, 20),
    min_probability=probabilities,
    precision=st.none() | st.floats(0.5, 0.99),
    language=st.sampled_from(LANGUAGES),
)
def test_only_names_of_the_choice_are_written_and_applying_it_twice_changes_nothing(
    scores: Scores, kept: dict[str, str], **choice: Any
) -> None:
    decision = GenreChoice(names=kept, **choice).for_model(MODEL)
    once = decision.apply(Prediction.from_scores("T", scores, MODEL.thresholds))
    assert decision.apply(once) == once
    assert set(once.genres) <= set(decision.names.values())
    assert len(once.genres) == len(set(once.genres)) <= (choice["max_genres"] or 20)
    assert once.genre == next(iter(once.genres), None)
    assert all(score >= choice["min_probability"] for score in decision.choose(scores).values())
