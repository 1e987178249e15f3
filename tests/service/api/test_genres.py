import pytest
import requests

from movie_classifier.model.confidence import FEW_WORDS
from movie_classifier.model.genres import GENRES
from tests.conftest import OTHELLO, TINY_FILMS


def test_predictions_are_in_the_order_of_the_request(service: str, http: requests.Session) -> None:
    response = http.post(f"{service}/genres", json={"movies": [film._asdict() for film, _ in TINY_FILMS]})
    assert response.status_code == 200
    predictions = response.json()["predictions"]
    assert [prediction["title"] for prediction in predictions] == [film.title for film, _ in TINY_FILMS]
    for prediction, (_, genres) in zip(predictions, TINY_FILMS, strict=True):
        scores = prediction["scores"]
        assert tuple(scores) == GENRES
        assert prediction["genre"] == max(scores, key=scores.get)
        assert set(prediction["genres"]) == genres
        assert prediction["genres"] == sorted(prediction["genres"], key=scores.get, reverse=True)


def test_scores_are_those_of_the_genre_route(service: str, http: requests.Session) -> None:
    film, _ = TINY_FILMS[1]
    [prediction] = http.post(f"{service}/genres", json={"movies": [film._asdict()]}).json()["predictions"]
    assert http.post(f"{service}/genre", json=film._asdict()).json() == prediction["scores"]


@pytest.mark.parametrize(("films", "status"), [(0, 422), (1, 200), (256, 200), (257, 422)])
def test_number_of_films(service: str, http: requests.Session, films: int, status: int) -> None:
    response = http.post(f"{service}/genres", json={"movies": [TINY_FILMS[0][0]._asdict()] * films})
    assert response.status_code == status
    if status == 422:
        assert response.json()["errors"][0]["field"] == "movies"


def test_the_invalid_field_is_named(service: str, http: requests.Session) -> None:
    movies = [film._asdict() for film, _ in TINY_FILMS[:3]]
    movies[2]["description"] = "\t"
    response = http.post(f"{service}/genres", json={"movies": movies})
    assert response.status_code == 422
    assert response.json()["errors"] == [{"field": "movies.2.description", "message": "must not be empty or blank"}]


def test_confidence(shipped_service: str, http: requests.Session) -> None:
    movies = [OTHELLO._asdict(), {"title": "Heat", "description": "A heist."}]
    normal, low = http.post(f"{shipped_service}/genres", json={"movies": movies}).json()["predictions"]
    assert list(normal)[-2:] == ["confidence", "confidence_reason"]
    assert (normal["confidence"], normal["confidence_reason"]) == ("normal", None)
    assert (low["confidence"], low["confidence_reason"]) == ("low", FEW_WORDS)
