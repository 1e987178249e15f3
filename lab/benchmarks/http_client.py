"""A minimal HTTP/1.1 client, so that the load generator needs little CPU time."""

import asyncio
import time
from typing import NamedTuple

from lab.benchmarks.process import LOOPBACK

MAX_IDLE_SECONDS = 3
"""Seconds that an idle connection is kept. uvicorn closes it after five."""


class Answer(NamedTuple):
    """An HTTP response. Names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def request_bytes(method: str, path: str, body: bytes = b"", length: int | None = None) -> bytes:
    """Return a request. `length` overrides its Content-Length."""
    head = f"{method} {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\n"
    if body or length:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body) if length is None else length}\r\n"
    return head.encode() + b"\r\n" + body


class ConnectionPool:
    """Keeps connections open and reuses them.

    Args:
        port: port of the server on this machine.
        timeout_seconds: seconds that a response may take.
    """

    def __init__(self, port: int, timeout_seconds: float = 60) -> None:
        self._port = port
        self._patience = timeout_seconds
        self._idle: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def send(self, request: bytes) -> Answer:
        """Send `request`, and return the response.

        Raises:
            OSError, EOFError: the connection broke, or the timeout has passed.
            ValueError: the response is not HTTP.
        """
        reader, writer = await self._take()
        # Before Python 3.12, wait_for loses a cancellation that arrives together with the response.
        deadline = asyncio.get_running_loop().call_later(self._patience, writer.transport.abort)
        try:
            writer.write(request)
            answer = await _read_answer(reader)
        except BaseException:
            writer.close()
            raise
        finally:
            deadline.cancel()
        if answer.headers.get("connection") == "close":
            writer.close()
        else:
            self._idle.append((time.monotonic(), reader, writer))
        return answer

    async def abandon(self, request: bytes, seconds: float) -> None:
        """Send `request`, and disconnect after `seconds`."""
        _, writer = await asyncio.open_connection(LOOPBACK, self._port)
        writer.write(request)
        await asyncio.sleep(seconds)
        writer.transport.abort()

    def close(self) -> None:
        """Close the idle connections."""
        while self._idle:
            self._idle.pop()[2].close()

    async def _take(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            since, reader, writer = self._idle.pop()
            if time.monotonic() - since < MAX_IDLE_SECONDS and not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(LOOPBACK, self._port)


async def _read_answer(reader: asyncio.StreamReader) -> Answer:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = headers.get("content-length")
    body = await (reader.read() if length is None else reader.readexactly(int(length)))
    return Answer(int(first.split()[1]), headers, body)
