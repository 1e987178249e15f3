import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from movie_classifier.client import GenreClient
from movie_classifier.model.confidence import FEW_WORDS, NONE_CHOSEN
from movie_classifier.model.genres import GENRES
from movie_classifier.service.settings import Settings
from tests.conftest import OTHELLO, TINY_FILMS, serving

GUNS, GUNS_GENRES = TINY_FILMS[0]

CHOICE = """
language = "de"
max_genres = 1
left_out = ["Drama"]
[names]
Action = "Krawall"
War = "Krawall"
"""


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


def test_a_film_of_a_list_needs_no_title(service: str, http: requests.Session) -> None:
    movies: list[dict[str, str]] = [{"description": GUNS.description}, {"title": " ", "description": GUNS.description}]
    first, second = http.post(f"{service}/genres", json={"movies": movies}).json()["predictions"]
    assert (first["title"], second["title"]) == ("", " ")
    assert first["scores"] == second["scores"]
    assert set(first["genres"]) == GUNS_GENRES
    for route in ("genre", "explain"):
        assert http.post(f"{service}/{route}", json=movies[1]).status_code == 422


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


@pytest.fixture(scope="module")
def choosing_service(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a service with a file that chooses genres."""
    path = tmp_path_factory.mktemp("choice") / "genres.toml"
    path.write_text(CHOICE)
    with serving(Settings(model=tiny_model, genres_file=path)) as url:
        yield url


@pytest.mark.parametrize(
    ("query", "genres"),
    [
        ("?top=1", 1),
        ("?top=20", 2),
        ("?min_probability=1", 0),
        ("?top=2&min_probability=0.1", 2),
        ("?precision=0.5", 2),
        ("?precision=0.99", 0),
    ],
)
def test_parameters_choose_genres(service: str, http: requests.Session, query: str, genres: int) -> None:
    [prediction] = http.post(f"{service}/genres{query}", json={"movies": [GUNS._asdict()]}).json()["predictions"]
    assert len(prediction["genres"]) == genres
    assert set(prediction["genres"]) <= GUNS_GENRES
    assert prediction["genre"] == next(iter(prediction["genres"]), None)
    assert prediction["confidence_reason"] == (None if genres else NONE_CHOSEN)


def test_a_choice_with_a_poster(poster_service: str, http: requests.Session) -> None:
    """It applies to the probabilities of both. Those of a precision are known for texts only."""
    pytest.importorskip("PIL")
    from tests.poster.pictures import DARK, draw

    film = TINY_FILMS[2][0]._asdict() | {"poster": base64.b64encode(draw(DARK)).decode()}
    body = {"movies": [film, GUNS._asdict()]}
    predictions = http.post(f"{poster_service}/genres?top=1", json=body).json()["predictions"]
    for prediction in predictions:
        assert prediction["genres"] == [max(prediction["scores"], key=prediction["scores"].get)]
    [alone] = http.post(f"{poster_service}/genres?top=1", json={"movies": [GUNS._asdict()]}).json()["predictions"]
    assert predictions[1] == alone
    refused = http.post(f"{poster_service}/genres?precision=0.8", json=body)
    assert refused.status_code == 422
    assert refused.json()["detail"] == (
        "the precision is known for texts only: leave out the posters, or the precision"
    )
    assert http.post(f"{poster_service}/genres?precision=0.8", json={"movies": [GUNS._asdict()]}).status_code == 200


@pytest.mark.parametrize("query", ["top=0", "top=x", "min_probability=2", "min_probability=nan", "precision=0.4"])
def test_wrong_parameters(service: str, http: requests.Session, query: str) -> None:
    response = http.post(f"{service}/genres?{query}", json={"movies": [GUNS._asdict()]})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == query.partition("=")[0]


def test_the_genres_follow_the_file_and_the_scores_do_not(
    choosing_service: str, service: str, http: requests.Session
) -> None:
    films = [film for film, _ in TINY_FILMS[:3]]
    with GenreClient(choosing_service) as client, GenreClient(service) as plain:
        guns, laughs, tears = client.predict(films)
        assert [each.scores for each in (guns, laughs, tears)] == plain.predict_proba(films)
    assert (guns.genre, guns.genres) == ("Krawall", ["Krawall"])
    assert laughs.genre in {"Komödie", "Liebesfilm"}
    assert (tears.genre, tears.genres, tears.confidence) == (None, [], "low")
    [both] = http.post(f"{choosing_service}/genres?top=2", json={"movies": [films[1]._asdict()]}).json()["predictions"]
    assert set(both["genres"]) == {"Komödie", "Liebesfilm"}
    assert set(http.post(f"{choosing_service}/genre", json=GUNS._asdict()).json()) == set(GENRES)
