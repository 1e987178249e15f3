import asyncio
import math
from dataclasses import asdict
from pathlib import Path

import pytest
import requests

from movie_classifier.client import GenreClient
from movie_classifier.errors import ServiceAnswerError, ServiceBusy
from movie_classifier.film import Film
from movie_classifier.model.explanation import MAX_PARTS
from movie_classifier.model.genres import GENRES
from movie_classifier.service.inference.batching import BatchedInference
from movie_classifier.service.inference.job import ClientDisconnected
from movie_classifier.service.metrics import Metrics
from movie_classifier.service.settings import Settings
from tests.conftest import OTHELLO, TINY_FILMS, load_shared, serving
from tests.service.api.test_bad_input import JSON, check_error
from tests.service.test_metrics import value


def test_words_of_the_most_probable_genre(service: str, http: requests.Session) -> None:
    film, _ = TINY_FILMS[3]
    response = http.post(f"{service}/explain", json=film._asdict())
    assert response.status_code == 200
    explanation = response.json()
    scores = http.post(f"{service}/genre", json=film._asdict()).json()
    assert list(explanation) == ["genre", "probability", "unit", "parts"]
    assert explanation["genre"] == max(scores, key=scores.get)
    assert explanation["probability"] == pytest.approx(scores[explanation["genre"]], abs=1e-6)
    assert explanation["unit"] == "word"
    assert [part["text"] for part in explanation["parts"]] == f"{film.title} {film.description}".split()
    for part in explanation["parts"]:
        assert list(part) == ["field", "start", "end", "text", "contribution", "known"]
        assert film._asdict()[part["field"]][part["start"] : part["end"]] == part["text"]


@pytest.mark.parametrize("genre", ["War", "war", "WAR"])
def test_named_genre(service: str, http: requests.Session, genre: str) -> None:
    film, _ = TINY_FILMS[3]
    assert http.post(f"{service}/explain", json={**film._asdict(), "genre": genre}).json()["genre"] == "War"


@pytest.mark.parametrize("genre", ["Wars", "", "x" * 200])
def test_unknown_genre(service: str, http: requests.Session, genre: str) -> None:
    body = check_error(http.post(f"{service}/explain", json={**OTHELLO._asdict(), "genre": genre}), 422)
    assert body["detail"] == f"unknown genre: {genre}; the model knows: {', '.join(GENRES)}"


@pytest.mark.parametrize("genre", [1, [], ["War"], "x" * 201, True])
def test_invalid_genre(service: str, http: requests.Session, genre: object) -> None:
    body = check_error(http.post(f"{service}/explain", json={**OTHELLO._asdict(), "genre": genre}), 422)
    assert [error["field"] for error in body["errors"]] == ["genre"]


@pytest.mark.parametrize("text", [r"\ud800", r"a\udfffb"])
@pytest.mark.parametrize("field", ["title", "description", "genre"])
def test_lone_surrogates(service: str, http: requests.Session, field: str, text: str) -> None:
    values = {"title": "a", "description": "b", "genre": "War", field: text}
    body = "{" + ", ".join(f'"{name}": "{value}"' for name, value in values.items()) + "}"
    errors = check_error(http.post(f"{service}/explain", data=body, headers=JSON), 422)["errors"]
    assert [error["field"] for error in errors] == [field]


@pytest.mark.parametrize(
    ("description", "unit"),
    [
        ("a" * 20_000, "word"), ("?!" * 10_000, "word"), ("'" * 20_000, "word"), ("a " * 10_000, "sentence"),
        ("日本。" * 6_666, "sentence"), ("So it goes. " * 1_666, "sentence"), ("\u0301" * 20_000, "word"),
        ("😀" * 20_000, "word"), ("\x00a" * 3_000, "sentence"), ("b " * 150, "word"),
    ],
)  # fmt: skip
def test_unusual_text(shipped_service: str, http: requests.Session, description: str, unit: str) -> None:
    film = Film("Title", description)
    response = http.post(f"{shipped_service}/explain", json=film._asdict(), timeout=60)
    assert response.status_code == 200
    explanation = response.json()
    assert explanation["unit"] == unit
    assert len(explanation["parts"]) <= MAX_PARTS
    assert all(math.isfinite(part["contribution"]) for part in explanation["parts"])


def test_python_and_client_agree(tiny_model: Path, service: str) -> None:
    film, _ = TINY_FILMS[0]
    local, remote = load_shared(tiny_model).explain(film, "war"), GenreClient(service).explain(film, "war")
    assert asdict(remote) == {
        **asdict(local),
        "probability": pytest.approx(local.probability, abs=1e-6),
        "parts": [{**asdict(part), "contribution": pytest.approx(part.contribution, abs=1e-4)} for part in local.parts],
    }
    with pytest.raises(ServiceAnswerError, match="unknown genre: Wars"):
        GenreClient(service).explain(film, "Wars")


def test_variants_are_not_counted_as_films(tiny_model: Path, http: requests.Session) -> None:
    film, _ = TINY_FILMS[3]
    with serving(Settings(model=tiny_model)) as url:
        parts = http.post(f"{url}/explain", json=film._asdict()).json()["parts"]
        assert value(url, "requests_total", route="/explain", method="POST", status="200") == 1
        assert value(url, "variants_total") == 1 + len(parts)
        assert value(url, "films_total") == 0
        assert value(url, "top_genre_total", genre="Horror") == 0
        assert value(url, "batch_films_count") == 1


def test_api_key_is_needed(tiny_model: Path, http: requests.Session) -> None:
    with serving(Settings(model=tiny_model, api_keys="key")) as url:  # type: ignore[arg-type]
        check_error(http.post(f"{url}/explain", json=OTHELLO._asdict()), 401)


LONG = Film("Long", "word " * 390)


def test_explanations_use_the_queue_and_its_limit(tiny_model: Path) -> None:
    async def explain_twice() -> None:
        with BatchedInference(load_shared(tiny_model), 1, 60, Metrics()) as inference:
            first, second = await asyncio.gather(
                inference.explain(LONG, None), inference.explain(LONG, None), return_exceptions=True
            )
        assert not isinstance(first, BaseException)
        assert isinstance(second, ServiceBusy)

    asyncio.run(explain_twice())


def test_other_requests_are_served_between_the_batches_of_an_explanation(tiny_model: Path) -> None:
    async def explain_and_classify() -> list[str]:
        ended: list[str] = []
        with BatchedInference(load_shared(tiny_model), 1000, 60, Metrics()) as inference:

            async def explain() -> None:
                await inference.explain(LONG, None)
                ended.append("explanation")

            async def classify() -> None:
                await asyncio.sleep(0)  # after the explanation
                await inference.predict([OTHELLO])
                ended.append("film")

            await asyncio.gather(explain(), classify())
        return ended

    assert asyncio.run(explain_and_classify()) == ["film", "explanation"]


def test_disconnect_ends_an_explanation(tiny_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("movie_classifier.service.inference.job.DISCONNECT_CHECK_DELAY", -1)

    async def disconnected() -> bool:
        return True

    async def explain() -> None:
        with BatchedInference(load_shared(tiny_model), 10, 60, Metrics()) as inference:
            await inference.explain(LONG, None, disconnected)

    with pytest.raises(ClientDisconnected):
        asyncio.run(explain())
