import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Annotated

import pytest
import requests
import uvicorn
from fastapi import Body, FastAPI

from movie_classifier.service.http_protocol import make_protocol

TIMEOUT = 0.5

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """The address of a server whose request heads must arrive within `TIMEOUT`."""
    app = FastAPI()
    app.get("/")(lambda: "answered")

    @app.post("/")
    def read(text: Annotated[str, Body()]) -> str:
        return text

    server = uvicorn.Server(uvicorn.Config(app, port=0, http=make_protocol(TIMEOUT), log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()
    server.should_exit = True
    thread.join()


def answers(address: tuple[str, int], *parts: bytes) -> list[bytes]:
    """Send bytes, each after an answer to those before, and return the statuses until the server ends."""
    received = b""
    with socket.create_connection(address, timeout=60) as connection:
        for part in parts[:-1]:
            connection.sendall(part)
            received += connection.recv(4096)
        connection.sendall(parts[-1])
        while data := connection.recv(4096):
            received += data
    return [part[:3] for part in received.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n", b"\r\n"])
def test_an_incomplete_head_ends_the_connection(address: tuple[str, int], sent: bytes) -> None:
    assert answers(address, sent) == [b"408"]


@pytest.mark.parametrize("sent", [b"GET / HT", b"\r\n"])
def test_an_incomplete_head_after_a_request_ends_the_connection(address: tuple[str, int], sent: bytes) -> None:
    assert answers(address, GET, sent) == [b"200", b"408"]


def test_a_body_that_no_route_reads_ends_the_connection(address: tuple[str, int]) -> None:
    assert answers(address, GET.replace(b"\r\n\r\n", b"\r\nContent-Length: 9\r\n\r\n"), b"x") == [b"200", b"408"]


def test_a_connection_is_used_for_longer_than_one_head_may_take(address: tuple[str, int]) -> None:
    host, port = address
    with requests.Session() as session:
        for _ in range(4):
            assert session.get(f"http://{host}:{port}/", timeout=60).json() == "answered"
            time.sleep(TIMEOUT / 2)


def test_heads_in_pieces(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=60) as connection:
        for piece in (GET[:9], GET[9:30], GET[30:] + GET[:20], GET[20:]):
            connection.sendall(piece)
        received = b""
        while received.count(b'"answered"') < 2:
            received += (data := connection.recv(4096))
            assert data, "the server closed the connection"
    assert received.count(b"HTTP/1.1 200 ") == 2


@pytest.mark.parametrize(
    "start",
    [
        GET[:-2] + b"A: ",
        b"GET /",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: ",
    ],
)
def test_endless_heads_chunk_heads_and_trailers_are_refused(address: tuple[str, int], start: bytes) -> None:
    sent = 0
    with (
        socket.create_connection(address, timeout=60) as connection,
        pytest.raises(OSError, match=r"reset|Broken pipe"),
    ):
        connection.sendall(start)
        while sent < 50_000_000:
            connection.sendall(b"a" * 50_000)
            sent += 50_000
    assert sent < 10_000_000  # the system takes some before it reports the end of the connection


def test_long_bodies_in_chunks_are_read(address: tuple[str, int]) -> None:
    host, port = address
    text = "x" * 100_000
    chunks = (json.dumps(text)[start : start + 1_000].encode() for start in range(0, len(text) + 2, 1_000))
    headers = {"Content-Type": "application/json"}
    assert requests.post(f"http://{host}:{port}/", data=chunks, headers=headers, timeout=30).json() == text


@pytest.mark.parametrize("text", ["read", "x" * 300_000])
def test_a_proposal_of_another_protocol_is_ignored(address: tuple[str, int], text: str) -> None:
    host, port = address
    headers = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": ""}
    with requests.Session() as session:
        for _ in range(2):
            assert session.post(f"http://{host}:{port}/", json=text, headers=headers, timeout=60).json() == text
