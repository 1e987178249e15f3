"""Films with posters. `tests/poster/` refuses more files; here, one of each kind goes over HTTP."""

import asyncio
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

pytest.importorskip("PIL")

from movie_classifier.client import GenreClient
from movie_classifier.errors import PosterUnusable, ServiceAnswerError, ServiceBusy
from movie_classifier.model.genres import GENRES
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.poster.encoding import MAX_POSTER_BYTES, encode_poster
from movie_classifier.prediction import Prediction
from movie_classifier.service.inference.job import ClientDisconnected
from movie_classifier.service.inference.poster_queue import PosterInference
from movie_classifier.service.settings import Settings
from tests.conftest import TINY_FILMS, serving
from tests.poster.pictures import BRIGHT, DARK, claim_size, draw, repeat_last_scan
from tests.service.api.test_bad_input import check_error

FILM = TINY_FILMS[2][0]  # a drama


def with_poster(content: bytes) -> dict[str, str]:
    return {**FILM._asdict(), "poster": encode_poster(content)}


def test_a_poster_changes_the_probabilities(poster_service: str, http: requests.Session) -> None:
    text = http.post(f"{poster_service}/genre", json=FILM._asdict())
    poster = http.post(f"{poster_service}/genre", json=with_poster(draw(DARK)))
    assert poster.status_code == 200
    assert tuple(poster.json()) == GENRES
    assert poster.json()["Horror"] > text.json()["Horror"] + 0.2
    assert poster.json()["Drama"] == pytest.approx(text.json()["Drama"])
    assert poster.headers["X-Confidence"] in {"normal", "low"}
    some = http.post(f"{poster_service}/genre?genre=horror", json=with_poster(draw(DARK)))
    assert some.json() == {"Horror": poster.json()["Horror"]}


@pytest.mark.parametrize("extra", [{}, {"poster": None}])
def test_without_a_poster_nothing_changes(
    service: str, poster_service: str, http: requests.Session, extra: dict[str, Any]
) -> None:
    film = FILM._asdict() | extra
    plain, other = (http.post(f"{url}/genre", json=film) for url in (service, poster_service))
    assert (other.content, other.headers["X-Confidence"]) == (plain.content, plain.headers["X-Confidence"])


def test_several_films_of_which_some_have_posters(poster_service: str, http: requests.Session) -> None:
    movies = [FILM._asdict(), with_poster(draw(DARK)), with_poster(draw(BRIGHT)), FILM._asdict()]
    predictions = http.post(f"{poster_service}/genres", json={"movies": movies}).json()["predictions"]
    assert predictions[0] == predictions[3]
    scores = [prediction["scores"] for prediction in predictions]
    assert scores[1]["Horror"] > scores[0]["Horror"] > scores[2]["Horror"] * 0.99
    assert scores[2]["Comedy"] > scores[0]["Comedy"]
    single = http.post(f"{poster_service}/genre", json=movies[1]).json()
    assert scores[1] == pytest.approx(single)


@pytest.mark.parametrize(
    ("poster", "reason"),
    [
        ("no base64!", "not base64"),
        ("", "empty"),
        (encode_poster(b"text"), "no JPEG, PNG or WebP file"),
        (encode_poster(draw(form="GIF")), "no JPEG, PNG or WebP file"),
        (encode_poster(draw(size=(300, 400))[:2_000]), "damaged"),
        (encode_poster(claim_size(draw(form="PNG"), 50_000, 50_000)), "more than 4,000,000 pixels"),
        (encode_poster(repeat_last_scan(draw(progressive=True), 200)), "more than 100 scans"),
        (encode_poster(b"x" * (MAX_POSTER_BYTES + 1)), "more than 512 KiB"),
    ],
)
@pytest.mark.parametrize("route", ["/genre", "/genres"])
def test_posters_that_cannot_be_used(
    poster_service: str, http: requests.Session, route: str, poster: str, reason: str
) -> None:
    film = {**FILM._asdict(), "poster": poster}
    body = film if route == "/genre" else {"movies": [FILM._asdict(), film]}
    detail = check_error(http.post(poster_service + route, json=body), 422)["detail"]
    assert detail.startswith("the poster cannot be used: ")
    assert reason in detail


@pytest.mark.parametrize("poster", [1, True, [], {}, "x" * 720_001])
def test_the_field_is_named(poster_service: str, http: requests.Session, poster: object) -> None:
    body = check_error(http.post(f"{poster_service}/genre", json={**FILM._asdict(), "poster": poster}), 422)
    assert [error["field"] for error in body["errors"]] == ["poster"]


def test_the_largest_poster_and_description_fit_into_a_body(poster_service: str, http: requests.Session) -> None:
    png = draw(form="PNG")
    largest = png + bytes(MAX_POSTER_BYTES - len(png))  # decoders ignore what follows a picture
    film = {"title": "x" * 500, "description": "日" * 20_000, "poster": encode_poster(largest)}
    assert http.post(f"{poster_service}/genre", json=film).status_code == 200


def test_a_larger_body_is_refused_before_it_is_parsed(poster_service: str, http: requests.Session) -> None:
    check_error(http.post(f"{poster_service}/genre", json=with_poster(b"x" * 2**20)), 413)


@pytest.mark.parametrize("route", ["/genre", "/genres"])
def test_without_a_poster_model_posters_are_refused(service: str, http: requests.Session, route: str) -> None:
    film = with_poster(draw())
    body = film if route == "/genre" else {"movies": [film]}
    detail = check_error(http.post(service + route, json=body), 422)["detail"]
    assert detail.startswith("posters are not read here: the poster model was made for movie_genres")


def test_the_document_allows_posters_only_with_a_model(service: str, poster_service: str) -> None:
    schemas = [
        requests.get(f"{url}/openapi.json", timeout=10).json()["components"]["schemas"]
        for url in (service, poster_service)
    ]
    without, with_model = (each["MovieBody"]["properties"]["poster"] for each in schemas)
    assert without["type"] == "null"
    assert {"type": "null"} in with_model["anyOf"]
    assert not any("poster" in each["ExplainBody"]["properties"] for each in schemas)


def test_the_client(service: str, poster_service: str) -> None:
    client = GenreClient(poster_service)
    prediction = client.predict_with_poster(FILM, draw(DARK))
    assert prediction.scores["Horror"] > client.predict([FILM])[0].scores["Horror"]
    with pytest.raises(PosterUnusable, match="512 KiB"):
        client.predict_with_poster(FILM, b"x" * (MAX_POSTER_BYTES + 1))
    with pytest.raises(ServiceAnswerError, match="damaged"):
        client.predict_with_poster(FILM, b"text")
    with pytest.raises(ServiceAnswerError, match="posters are not read here"):
        GenreClient(service).predict_with_poster(FILM, draw())


def test_a_text_model_for_which_the_poster_model_was_not_made_is_not_loaded(
    tiny_model: Path, poster_model: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    settings = Settings(model=folder, poster_model=poster_model, api_keys="key")  # type: ignore[arg-type]
    key = {"Authorization": "Bearer key"}
    with serving(settings) as url:
        meta = json.loads((folder / "meta.json").read_text())
        (folder / "meta.json").write_text(json.dumps(meta | {"version": "9.9.9"}))
        answer = requests.post(f"{url}/model/reload", headers=key, timeout=30)
        assert "was made for tiny 0.0.0, not for tiny 9.9.9" in check_error(answer, 409)["detail"]
        assert requests.get(f"{url}/model", headers=key, timeout=10).json()["version"] == "0.0.0"
        answer = requests.post(f"{url}/genre", json=with_poster(draw()), headers=key, timeout=10)
        assert answer.status_code == 200


class Blocked:
    """A poster model that waits until it is released."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self.posters: list[bytes] = []

    def add(self, prediction: Prediction, poster: bytes, text_model: ModelInfo) -> Prediction:
        self.released.wait(30)
        self.posters.append(poster)
        return prediction


@pytest.fixture
def blocked() -> Iterator[Blocked]:
    model = Blocked()
    yield model
    model.released.set()


PREDICTION = Prediction("Film", "Drama", ["Drama"], {"Drama": 1.0})
INFO = ModelInfo("tiny", "0.0.0", ("Drama",), {"Drama": 0.5}, {}, "3.8.18", "")


async def connected() -> bool:
    return False


async def disconnected() -> bool:
    return True


def test_a_full_queue_refuses_further_posters(blocked: Blocked) -> None:
    async def run() -> None:
        with PosterInference(blocked, max_queue=2, timeout=30) as posters:  # type: ignore[arg-type]
            waiting = [asyncio.create_task(posters.add(PREDICTION, bytes([n]), INFO, connected)) for n in range(2)]
            await asyncio.sleep(0)
            with pytest.raises(ServiceBusy, match="2 posters are waiting already"):
                await posters.add(PREDICTION, b"third", INFO, connected)
            blocked.released.set()
            assert await asyncio.gather(*waiting) == [PREDICTION, PREDICTION]
            assert await posters.add(PREDICTION, b"fourth", INFO, connected) == PREDICTION

    asyncio.run(run())
    assert blocked.posters == [b"\0", b"\1", b"fourth"]


@pytest.mark.parametrize(
    ("client", "timeout", "raised"), [(connected, 0.5, ServiceBusy), (disconnected, 30, ClientDisconnected)]
)
def test_a_poster_that_waits_in_vain_is_not_decoded(
    blocked: Blocked, client: Any, timeout: float, raised: type[Exception]
) -> None:
    async def run() -> None:
        with PosterInference(blocked, max_queue=5, timeout=timeout) as posters:  # type: ignore[arg-type]
            first = asyncio.create_task(posters.add(PREDICTION, b"first", INFO, connected))
            await asyncio.sleep(0)
            with pytest.raises(raised):
                await posters.add(PREDICTION, b"second", INFO, client)
            blocked.released.set()
            assert await first == PREDICTION  # it had begun, so it does not time out

    asyncio.run(run())
    assert blocked.posters == [b"first"]
