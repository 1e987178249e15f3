import pytest
import requests

from movie_classifier.model.confidence import FEW_WORDS, NO_GENRE
from movie_classifier.model.genres import GENRES
from tests.conftest import OTHELLO, TINY_FILMS


def test_probability_of_every_genre(service: str, http: requests.Session) -> None:
    film, genres = TINY_FILMS[0]
    response = http.post(f"{service}/genre", json=film._asdict())
    assert response.status_code == 200
    scores = response.json()
    assert tuple(scores) == GENRES
    assert {genre for genre, score in scores.items() if score >= 0.5} == genres


def test_genre_parameter_selects_genres(service: str, http: requests.Session) -> None:
    film, _ = TINY_FILMS[0]
    all_scores = http.post(f"{service}/genre", json=film._asdict()).json()
    response = http.post(f"{service}/genre?genre=Drama&genre=Action&genre=Drama", json=film._asdict())
    assert response.json() == {"Action": all_scores["Action"], "Drama": all_scores["Drama"]}


@pytest.mark.parametrize("genre", ["Comedy", "comedy", "COMEDY"])
def test_genre_parameter_is_case_insensitive(service: str, http: requests.Session, genre: str) -> None:
    response = http.post(f"{service}/genre", params={"genre": genre}, json=TINY_FILMS[1][0]._asdict())
    assert list(response.json()) == ["Comedy"]


@pytest.mark.parametrize("genre", ["Acton", "actions", ""])
def test_an_unknown_genre_is_rejected_with_the_known_genres(service: str, http: requests.Session, genre: str) -> None:
    film, _ = TINY_FILMS[0]
    response = http.post(f"{service}/genre", params={"genre": ["Drama", genre]}, json=film._asdict())
    assert response.status_code == 422
    assert response.json()["detail"] == f"unknown genre: {genre}; the model knows: {', '.join(GENRES)}"


def test_additional_fields_are_ignored(service: str, http: requests.Session) -> None:
    film, _ = TINY_FILMS[0]
    plain = http.post(f"{service}/genre", json=film._asdict()).json()
    assert http.post(f"{service}/genre", json={**film._asdict(), "year": 1995}).json() == plain


def test_confidence_is_in_the_headers(service: str, shipped_service: str, http: requests.Session) -> None:
    normal = http.post(f"{shipped_service}/genre", json=OTHELLO._asdict())
    assert normal.headers["X-Confidence"] == "normal"
    assert "X-Confidence-Reason" not in normal.headers
    low = http.post(f"{shipped_service}/genre?genre=Crime", json={"title": "Heat", "description": "A heist."})
    assert (low.headers["X-Confidence"], low.headers["X-Confidence-Reason"]) == ("low", FEW_WORDS)
    assert list(low.json()) == ["Crime"]
    unsure = http.post(f"{service}/genre", json={"title": "Nothing", "description": "nobody"})
    assert unsure.headers["X-Confidence-Reason"] == NO_GENRE
