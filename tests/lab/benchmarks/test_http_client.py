"""The client against servers that misbehave."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from lab.benchmarks.http_client import Answer, ConnectionPool, request_bytes

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def ask_twice(handler: Handler, timeout_seconds: float = 60) -> tuple[Answer, Answer, int]:
    """Two answers of a server, and the number of connections that they took."""
    connections = 0

    async def counted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await handler(reader, writer)
        writer.close()

    async with await asyncio.start_server(counted, "127.0.0.1", 0) as server:
        pool = ConnectionPool(server.sockets[0].getsockname()[1], timeout_seconds)
        try:
            return await pool.send(request_bytes("GET", "/")), await pool.send(request_bytes("GET", "/")), connections
        finally:
            pool.close()


def answering(text: bytes, requests: int) -> Handler:
    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(requests):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(text)

    return handler


def test_connection_is_kept() -> None:
    text = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After:  1\r\n\r\n{}"
    first, second, connections = asyncio.run(ask_twice(answering(text, 2)))
    assert first == second == Answer(200, {"content-length": "2", "retry-after": "1"}, b"{}")
    assert connections == 1


@pytest.mark.parametrize("text", [
    b"HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    b"HTTP/1.1 413 Too Large\r\nConnection: close\r\n\r\n{}",
])  # fmt: skip
def test_connection_that_is_closed_is_not_used_again(text: bytes) -> None:
    first, _, connections = asyncio.run(ask_twice(answering(text, 1)))
    assert (first.status, first.body) == (413, b"{}")
    assert connections == 2


@pytest.mark.parametrize("text", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}"])
def test_answer_that_breaks_off(text: bytes) -> None:
    with pytest.raises((OSError, EOFError)):
        asyncio.run(ask_twice(answering(text, 1)))


def test_what_is_no_http() -> None:
    with pytest.raises(ValueError):
        asyncio.run(ask_twice(answering(b"SSH-2.0 hello\r\n\r\n", 1)))


def test_answer_that_never_comes() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    with pytest.raises((OSError, EOFError)):
        asyncio.run(ask_twice(silent, timeout_seconds=0.1))


def test_request_that_is_not_as_long_as_it_says() -> None:
    assert b"Content-Length: 5\r\n\r\nabc" in request_bytes("POST", "/genre", b"abc", length=5)
    assert b"Content-Length" not in request_bytes("GET", "/model")


def test_client_can_be_stopped_at_any_time() -> None:
    """`asyncio.wait_for` before Python 3.12 now and then went on: a cancellation that met an answer was lost."""

    async def client(pool: ConnectionPool) -> None:
        while True:
            await pool.send(request_bytes("GET", "/"))

    async def run() -> None:
        handler = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 1_000_000)
        server = await asyncio.start_server(handler, "127.0.0.1", 0)
        for ticks in range(100):
            pool = ConnectionPool(server.sockets[0].getsockname()[1])
            task = asyncio.create_task(client(pool))
            for _ in range(ticks % 50):
                await asyncio.sleep(0)
            task.cancel()
            _, running = await asyncio.wait([task], timeout=10)
            pool.close()
            assert not running
        server.close()

    asyncio.run(run())
