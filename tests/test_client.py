import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from movie_classifier.client import GenreClient
from movie_classifier.errors import ServiceAnswerError, ServiceTimeout, ServiceUnreachable
from movie_classifier.film import Film
from tests.conftest import TINY_FILMS


@contextmanager
def stranger(status: int, body: bytes) -> Iterator[str]:
    """A server that is not ours: answers every POST with `status` and `body`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

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


def test_predict_proba_says_the_same(service: str) -> None:
    client, films = GenreClient(service), [film for film, _ in TINY_FILMS[:3]]
    for scores, prediction in zip(client.predict_proba(films), client.predict(films), strict=True):
        assert scores == pytest.approx(prediction.scores, abs=1e-6)


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
    with pytest.raises(ServiceAnswerError, match="422: title: must not be empty or blank") as caught:
        GenreClient(service).predict_proba([Film(" ", "b")])
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
