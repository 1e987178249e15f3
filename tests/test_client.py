import json
import math
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from movie_classifier.client import GenreClient, complete_url
from movie_classifier.errors import InvalidUrl, ServiceAnswerError, ServiceTimeout, ServiceUnreachable
from movie_classifier.film import MAX_FILMS, Film
from movie_classifier.model.confidence import FEW_WORDS
from tests.conftest import OTHELLO, TINY_FILMS, load_shared


@contextmanager
def stranger(status: int, body: bytes) -> Iterator[str]:
    """A server that is not ours: answers every request with `status` and `body`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_predict(service: str) -> None:
    predictions = GenreClient(service + "/").predict([film for film, _ in TINY_FILMS])
    assert [set(prediction.genres) for prediction in predictions] == [genres for _, genres in TINY_FILMS]


def test_confidence(shipped_service: str) -> None:
    films = [OTHELLO, Film("Heat", "A heist.")]
    predictions = GenreClient(shipped_service).predict(films)
    assert [prediction.confidence_reason for prediction in predictions] == [None, FEW_WORDS]


def test_service_without_confidence() -> None:
    """Services before 0.2.0 do not send it."""
    body = b'{"predictions": [{"title": "A", "genre": "War", "genres": ["War"], "scores": {"War": 0.9}}]}'
    with stranger(200, body) as url:
        [prediction] = GenreClient(url).predict([Film("A", "b")])
    assert (prediction.genre, prediction.confidence) == ("War", "normal")


def test_predict_of_no_films_needs_no_service(free_port: int) -> None:
    client = GenreClient(f"http://127.0.0.1:{free_port}")
    assert client.predict([]) == client.predict_proba([]) == []


def test_predict_of_many_films_sends_several_requests(service: str) -> None:
    films = [Film(f"Film {i}", film.description) for i, (film, _) in enumerate(TINY_FILMS * 30)]
    assert len(films) > 2 * MAX_FILMS
    with failing_first([], service) as (url, times):
        predictions = GenreClient(url).predict(films)
        requests_of_predict = len(times)
        assert GenreClient(url).predict_proba(films) == [prediction.scores for prediction in predictions]
    assert [prediction.title for prediction in predictions] == [film.title for film in films]
    assert predictions[-1].genres == GenreClient(service).predict(films[-1:])[0].genres
    assert requests_of_predict == math.ceil(len(films) / MAX_FILMS)
    assert len(times) == 2 * requests_of_predict


def test_predict_of_long_films_stays_below_the_body_limit(service: str) -> None:
    """In JSON, each of these characters has six bytes."""
    films = [Film(f"Film {i}", "\x07" * 19_999 + "a") for i in range(100)]
    with failing_first([], service) as (url, times):
        assert len(GenreClient(url).predict(films)) == len(films)
    assert len(times) == 2


def test_predict_streams(service: str) -> None:
    def endless() -> Iterator[Film]:
        while True:
            yield from (film for film, _ in TINY_FILMS)

    first = next(GenreClient(service).predict(endless()))
    assert first == GenreClient(service).predict([TINY_FILMS[0][0]])[0]
    assert set(next(GenreClient(service).predict_proba(endless()))) == set(first.scores)


@pytest.mark.parametrize("films", [TINY_FILMS[0][0], [("A", "b")], ["A"], "A", None, 3])
def test_anything_but_films_is_a_type_error(free_port: int, films: Any) -> None:
    client = GenreClient(f"http://127.0.0.1:{free_port}")
    for ask in (client.predict, client.predict_proba):
        with pytest.raises(TypeError):
            ask(films)


@pytest.mark.parametrize(
    ("url", "complete"),
    [
        ("localhost:8123", "http://localhost:8123"),
        ("example.org/films/", "http://example.org/films"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("https://example.org", "https://example.org"),
        ("HTTP://example.org", "HTTP://example.org"),
    ],
)
def test_complete_url(url: str, complete: str) -> None:
    assert complete_url(url) == GenreClient(url).url == complete


@pytest.mark.parametrize("url", ["", " ", "http://", "ftp://example.org", "http:/a", "http://[", "a:b", "a:99999"])
def test_urls_that_are_no_addresses(url: str) -> None:
    with pytest.raises(InvalidUrl, match="is not the address of a service, such as http://localhost:8000"):
        GenreClient(url)


def test_the_end_of_the_context_closes_the_connections(service: str) -> None:
    with GenreClient(service) as client:
        client.predict([TINY_FILMS[0][0]])
        pools = client._session.get_adapter(service).poolmanager.pools  # type: ignore[attr-defined]
        assert len(pools) == 1
    assert len(pools) == 0


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(ServiceUnreachable, match=f"{url} cannot be reached; start the service"):
        GenreClient(url).predict([Film("A", "b")])


def test_too_slow() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ServiceTimeout, match=r"within 0\.2 s"):
            GenreClient(url, timeout=0.2).predict_proba([Film("A", "b")])


def test_refused_film(service: str) -> None:
    with pytest.raises(ServiceAnswerError, match=r"422: movies\.0\.description: must not be empty or blank$") as caught:
        GenreClient(service).predict_proba([Film("a", " ")])
    assert caught.value.status == 422


@pytest.mark.parametrize("status", [200, 404, 500])
@pytest.mark.parametrize(
    "body", [b"<html>", b"", b"[]", b"{}", b'"x"', b"null", b'{"predictions": [1]}', b'{"a": "b"}']
)
def test_strangers_are_told_apart(status: int, body: bytes) -> None:
    with stranger(status, body) as url:
        client = GenreClient(url)
        for ask in (client.predict, client.predict_proba):
            with pytest.raises(ServiceAnswerError, match=f"answered {status}"):
                ask([Film("A", "b")])


@contextmanager
def failing_first(failures: list[tuple[int, dict[str, str]]], target: str) -> Iterator[tuple[str, list[float]]]:
    """A proxy of the service that answers the first POSTs with a status and headers; status 0 hangs up.

    Also gives the times of the POSTs.
    """
    times: list[float] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer(200, {}, requests.get(target + self.path, timeout=60).content)

        def do_POST(self) -> None:
            times.append(time.monotonic())
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if len(times) <= len(failures):
                self.answer(*failures[len(times) - 1], b'{"detail": "not now"}')
            else:
                json_body = {"Content-Type": "application/json"}
                answer = requests.post(target + self.path, data=body, headers=json_body, timeout=60)
                self.answer(answer.status_code, {}, answer.content)

        def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            if status:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", times
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("status", [0, 429, 502, 503, 504])
def test_retries(service: str, status: int) -> None:
    with failing_first([(status, {})], service) as (url, times):
        [prediction] = GenreClient(url, retries=2).predict([TINY_FILMS[0][0]])
    assert prediction == GenreClient(service).predict([TINY_FILMS[0][0]])[0]
    assert len(times) == 2


def test_retries_wait_as_long_as_the_service_says(service: str) -> None:
    with failing_first([(503, {"Retry-After": "1"})], service) as (url, times):
        GenreClient(url, retries=1).predict([TINY_FILMS[0][0]])
    assert times[1] - times[0] >= 1


def test_retries_do_not_wait_longer_than_the_longest_pause(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("movie_classifier.client.LONGEST_PAUSE", 0.1)
    with failing_first([(503, {"Retry-After": "3600"})], service) as (url, times):
        GenreClient(url, retries=1).predict([TINY_FILMS[0][0]])
    assert len(times) == 2


def test_retries_end(service: str) -> None:
    with failing_first([(503, {})] * 9, service) as (url, times):
        with pytest.raises(ServiceAnswerError, match="503: not now"):
            GenreClient(url, retries=1).predict([TINY_FILMS[0][0]])
        with pytest.raises(ServiceAnswerError, match="503: not now"):
            GenreClient(url).predict([TINY_FILMS[0][0]])
    assert len(times) == 3


def test_a_timeout_after_retries_is_a_timeout() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ServiceTimeout, match=r"within 0\.2 s"):
            GenreClient(url, timeout=0.2, retries=1).predict([Film("A", "b")])


def test_info(service: str, tiny_model: Path) -> None:
    info = GenreClient(service).info
    assert info == load_shared(tiny_model).info
    with stranger(200, b"{}") as url, pytest.raises(ServiceAnswerError):
        _ = GenreClient(url).info


def test_answers_of_a_later_version(service: str) -> None:
    """They may have more fields."""
    info, [prediction] = GenreClient(service).info, GenreClient(service).predict([OTHELLO])
    answer = asdict(info) | {"predictions": [asdict(prediction) | {"new": 1}], "new": 1}
    with stranger(200, json.dumps(answer).encode()) as url:
        assert (GenreClient(url).info, GenreClient(url).predict([OTHELLO])) == (info, [prediction])
