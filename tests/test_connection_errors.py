"""Failed requests, each with a real socket behind it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from movie_classifier.client import GenreClient
from movie_classifier.errors import ServiceError, ServiceTimeout, ServiceUnreachable
from movie_classifier.film import Film

FILM = Film("A", "b")


@contextmanager
def listener(answer: bytes) -> Iterator[int]:
    """The port of a server that sends `answer` to every client, and closes the connection."""

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                connection.recv(9)
                connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def failure(client: GenreClient) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        client.predict([FILM])
    return caught.value


def test_refused_connection(free_port: int) -> None:
    error = failure(GenreClient(f"http://127.0.0.1:{free_port}"))
    assert isinstance(error, ServiceUnreachable)
    assert "cannot be reached; start the service with `movie_classifier serve`" in str(error)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://nowhere.invalid", "the host name is unknown; check the address"),
        ("http://a..b", "the address is not valid; check the address"),
    ],
)
def test_wrong_addresses(url: str, reason: str) -> None:
    assert str(failure(GenreClient(url))) == f"{url} cannot be reached: {reason}"


def test_proxy(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port}")
    monkeypatch.setenv("no_proxy", "")
    assert "the proxy does not answer; check HTTP_PROXY" in str(failure(GenreClient("http://nowhere.invalid")))


@pytest.mark.parametrize("retries", [0, 1])
def test_closed_connection(retries: int) -> None:
    with listener(b"") as port:
        error = failure(GenreClient(f"http://127.0.0.1:{port}", retries=retries))
    assert "closed the connection before it had answered; try again" in str(error)


def test_no_tls() -> None:
    with listener(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        error = failure(GenreClient(f"https://127.0.0.1:{port}"))
    assert "TLS failed; check the certificate, or write http:// if the service has none" in str(error)


@pytest.mark.parametrize("retries", [0, 1])
def test_no_answer(retries: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        error = failure(GenreClient(url, timeout=0.2, retries=retries))
    assert isinstance(error, ServiceTimeout)
    assert "gave no answer within 0.2 s; wait longer with --timeout" in str(error)


def test_no_connection() -> None:
    """While the queue of connections is full, the next one waits."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for other in (first, second):
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        error = failure(GenreClient(f"http://127.0.0.1:{full.getsockname()[1]}", timeout=0.2))
    assert "no connection within the timeout; check the address" in str(error)


def test_api_key_with_a_line_break(free_port: int) -> None:
    error = failure(GenreClient(f"http://127.0.0.1:{free_port}", api_key="a\nb"))
    assert "the API key has a line break; correct MOVIE_CLASSIFIER_API_KEY" in str(error)
