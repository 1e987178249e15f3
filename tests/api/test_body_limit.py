"""Bodies that come slowly; large ones are in test_bad_input.py."""

import socket
import time
from pathlib import Path

from movie_classifier.settings import Settings
from tests.conftest import serving

HEAD = b"POST /genre HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


def answer_to(url: str, *parts: bytes, pause: float = 0.0) -> tuple[bytes, float]:
    """All that comes back until the server hangs up, and the seconds until then."""
    address = url.removeprefix("http://").split(":")
    start = time.monotonic()
    with socket.create_connection((address[0], int(address[1])), timeout=20) as connection:
        received = b""
        try:
            for part in parts:
                connection.sendall(part)
                time.sleep(pause)
        except OSError:
            pass  # it hung up before everything was sent
        while chunk := connection.recv(65536):
            received += chunk
    return received, time.monotonic() - start


def test_a_body_that_does_not_come_is_cut(tiny_model: Path) -> None:
    with serving(Settings(model=tiny_model, body_timeout=0.3)) as url:
        received, seconds = answer_to(url, HEAD + b"Content-Length: 100\r\n\r\n{")
        assert received.startswith(b"HTTP/1.1 408 ")
        assert received.endswith(b'{"detail":"the body took more than 0.3 s to arrive","errors":[]}')
        assert 0.3 <= seconds < 3


def test_a_body_that_never_ends_is_cut(tiny_model: Path) -> None:
    """Each part comes in time, but there is always another one."""
    with serving(Settings(model=tiny_model, body_timeout=0.3)) as url:
        parts = [HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[b"1\r\n \r\n"] * 30]
        received, _ = answer_to(url, *parts, pause=0.05)
        assert received.startswith(b"HTTP/1.1 408 ")


def test_a_slow_body_within_the_time_is_read(tiny_model: Path) -> None:
    with serving(Settings(model=tiny_model, body_timeout=5)) as url:
        head = HEAD + b"Connection: close\r\nContent-Length: 34\r\n\r\n"
        received, _ = answer_to(url, head, b'{"title": "a", ', b'"description": "b"}', pause=0.2)
        assert received.startswith(b"HTTP/1.1 200 ")
