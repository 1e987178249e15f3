"""Slow request bodies. Large bodies are tested in test_bad_input.py."""

import socket
import time
from pathlib import Path

from movie_classifier.service.settings import Settings
from tests.conftest import serving

REQUEST_HEADERS = b"POST /genre HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def send_parts(url: str, *parts: bytes, pause: float = 0.0) -> bytes:
    """Send `parts` with a pause after each, and return the response. The server closes the connection."""
    address = url.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=60) as connection:
        received = b""
        try:
            for part in parts:
                connection.sendall(part)
                time.sleep(pause)
        except OSError:
            pass  # the server closed the connection before all parts were sent
        while chunk := connection.recv(65536):
            received += chunk
    return received


def test_an_incomplete_body_times_out(tiny_model: Path) -> None:
    with serving(Settings(model=tiny_model, body_timeout=0.3)) as url:
        received = send_parts(url, REQUEST_HEADERS + b"Content-Length: 100\r\n\r\n{")
        assert received.startswith(b"HTTP/1.1 408 ")
        assert received.endswith(b'{"detail":"the body took more than 0.3 s to arrive","errors":[]}')


def test_an_endless_body_times_out(tiny_model: Path) -> None:
    """The timeout is for the whole body, not for each part."""
    with serving(Settings(model=tiny_model, body_timeout=0.3)) as url:
        parts = [REQUEST_HEADERS + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\n \r\n"] * 30]
        received = send_parts(url, *parts, pause=0.05)
        assert received.startswith(b"HTTP/1.1 408 ")


def test_a_slow_body_within_the_timeout_is_accepted(tiny_model: Path) -> None:
    with serving(Settings(model=tiny_model, body_timeout=60)) as url:
        headers = REQUEST_HEADERS + b"Connection: close\r\nContent-Length: 34\r\n\r\n"
        received = send_parts(url, headers, b'{"title": "a", ', b'"description": "b"}', pause=0.05)
        assert received.startswith(b"HTTP/1.1 200 ")


def test_the_limit_is_the_largest_size_that_is_accepted(tiny_model: Path) -> None:
    body = b'{"title": "a", "description": "b"}'
    headers = REQUEST_HEADERS + b"Connection: close\r\n"
    with serving(Settings(model=tiny_model, max_body_bytes=len(body))) as url:
        for more, status in ((b"", b"200"), (b" ", b"413")):
            sent = headers + b"Content-Length: %d\r\n\r\n" % len(body + more) + body + more
            assert send_parts(url, sent).startswith(b"HTTP/1.1 " + status)


def test_a_body_that_is_declared_too_large_is_rejected_before_it_is_read(tiny_model: Path) -> None:
    with serving(Settings(model=tiny_model, body_timeout=60)) as url:
        received = send_parts(url, REQUEST_HEADERS + b"Content-Length: 100000000\r\n\r\n")
        assert received.startswith(b"HTTP/1.1 413 ")
