"""HTTP as bytes: a client that costs the load generator's core as little as can be."""

import asyncio
import time
from typing import NamedTuple

from benchmarks.process import LOOPBACK

MAX_IDLE_SECONDS = 3
"""How long a connection is kept unused; uvicorn closes one after five."""


class Answer(NamedTuple):
    """An HTTP answer; the names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def request_bytes(method: str, path: str, body: bytes = b"", length: int | None = None) -> bytes:
    """A request; `length` is what it says of its body, where that is not true."""
    head = f"{method} {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\n"
    if body or length:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body) if length is None else length}\r\n"
    return head.encode() + b"\r\n" + body


class Pool:
    """Connections to the server on `port`: one is opened where none is idle, and kept for the next request.

    Args:
        port: on this machine.
        patience: seconds that an answer may take.
    """

    def __init__(self, port: int, patience: float = 60) -> None:
        self._port = port
        self._patience = patience
        self._idle: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def ask(self, request: bytes) -> Answer:
        """The answer to `request`.

        Raises:
            OSError, EOFError: the connection broke, or was broken off after the time that an answer may take.
            ValueError: what came is no HTTP.
        """
        reader, writer = await self._take()
        # Not wait_for, which before Python 3.12 loses a cancellation that comes together with the answer.
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
        """Send `request` and hang up after some time, whatever comes."""
        _, writer = await asyncio.open_connection(LOOPBACK, self._port)
        writer.write(request)
        await asyncio.sleep(seconds)
        writer.transport.abort()

    def close(self) -> None:
        """Close the connections that are idle."""
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
