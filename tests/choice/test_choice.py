"""`GenreChoice`: what it refuses, in one line each."""

from typing import Any

import pytest

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.choice.languages import LANGUAGES, translations
from movie_classifier.errors import InvalidChoice
from movie_classifier.model.genres import GENRES
from tests.choice.models import make_model

MODEL = make_model(dict.fromkeys(GENRES, 0.4))


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"max_genres": 0}, "max_genres is 0, not a number from 1"),
        ({"max_genres": True}, "max_genres is True, not"),
        ({"max_genres": "2"}, "max_genres is '2', not"),
        ({"min_probability": 1.5}, "min_probability is 1.5, not a probability from 0 to 1"),
        ({"min_probability": float("nan")}, "min_probability is nan, not"),
        ({"precision": 0.4}, "precision is 0.4, not a number from 0.5 to 0.99"),
        ({"precision": 1}, "precision is 1, not a number"),
        ({"precision": "0.8"}, "precision is '0.8', not a number"),
        ({"thresholds": {"Drama": "high"}}, "Drama is 'high', not a probability"),
        ({"language": "tlh"}, "the language 'tlh' is none of da, de, en"),
        ({"left_out": "Drama"}, "left_out is not a list of genres"),
        ({"left_out": [3]}, "left_out is not a list of genres"),
        ({"names": {"Drama": " "}}, "the name of Drama is ' ', not one line of text"),
        ({"names": {"Drama": "A|B"}}, "the name of Drama is 'A|B'"),
        ({"names": {"Drama": ["A", "B"]}}, "the name of Drama is"),
    ],
)
def test_values(choice: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidChoice) as error:
        GenreChoice(**choice)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"left_out": ["Dramma"]}, "unknown genre: Dramma; the model knows: Action, Adventure"),
        ({"names": {"Musical": "Music"}}, "unknown genre: Musical"),
        ({"thresholds": {"Sci-Fi": 0.5}}, "unknown genre: Sci-Fi"),
        ({"names": {"Drama": "A", "drama": "B"}}, "names has Drama twice: A and B"),
        ({"thresholds": {"Drama": 0.5, "drama": 0.6}}, "thresholds has Drama twice: 0.5 and 0.6"),
        ({"names": {"Drama": "A"}, "left_out": ["Drama"]}, "Drama is left out, and has the name A"),
        ({"names": {"War": "Drama", "Drama": "Play"}}, "War gets the name Drama, and Drama gets the name Play"),
        ({"precision": 0.8}, "the model tiny 0 has no thresholds for a precision: run `python -m training evaluate`"),
        ({"names": {"War": "Drama"}, "left_out": ["Drama"]}, "War gets the name Drama, and Drama is left out"),
    ],
)
def test_genres(choice: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidChoice) as error:
        GenreChoice(**choice).for_model(MODEL)
    assert message in str(error.value)


def test_a_model_with_other_genres() -> None:
    decision = GenreChoice(language="de", names={"cats": "Cat films"}).for_model(make_model({"Cats": 0.5, "War": 0.5}))
    assert decision.names == {"Cats": "Cat films", "War": "Kriegsfilm"}


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_every_language_has_a_name_for_every_genre_of_tmdb(language: str) -> None:
    names = translations(language)
    assert set(names) == set(GENRES) - {"Foreign"}  # TMDB retired it
    assert len(set(names.values())) == len(names)
    GenreChoice(language=language).for_model(MODEL)


def test_english_needs_no_translation() -> None:
    assert translations("en") == {}
