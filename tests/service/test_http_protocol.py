import socket
import threading
import time
from collections.abc import Iterator

import pytest
import requests
import uvicorn
from fastapi import FastAPI

from movie_classifier.service.http_protocol import make_protocol

TIMEOUT = 0.3


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """The address of a server whose request heads must arrive within `TIMEOUT`."""
    app = FastAPI()
    app.get("/")(lambda: "answered")
    server = uvicorn.Server(uvicorn.Config(app, port=0, http=make_protocol(TIMEOUT), log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()
    server.should_exit = True
    thread.join()


def read_to_end(connection: socket.socket) -> bytes:
    received = b""
    while data := connection.recv(4096):
        received += data
    return received


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n"])
def test_an_incomplete_head_ends_the_connection(address: tuple[str, int], sent: bytes) -> None:
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(sent)
        assert read_to_end(connection).startswith(b"HTTP/1.1 408 ")


def test_an_incomplete_head_after_a_request_ends_the_connection(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"GET / HT")
        assert b"HTTP/1.1 408 " in read_to_end(connection)


def test_a_connection_is_used_for_longer_than_one_head_may_take(address: tuple[str, int]) -> None:
    host, port = address
    ends = time.monotonic() + 2 * TIMEOUT
    with requests.Session() as session:
        while time.monotonic() < ends:
            assert session.get(f"http://{host}:{port}/", timeout=10).json() == "answered"
