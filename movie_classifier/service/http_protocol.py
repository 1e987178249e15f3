"""The HTTP protocol of the server: h11 with a deadline for the head of a request."""

import asyncio
from functools import partial
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

TIMEOUT_RESPONSE = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class TimedH11Protocol(H11Protocol):
    """uvicorn's h11 protocol, which also closes a connection whose request head does not arrive in time.

    h11 refuses a head of over 64 kB. httptools, uvicorn's default if it is installed, reads a third more requests, but
    heads of any size: 60 MB of headers took 1.2 GB of memory. uvicorn itself has a timeout for idle connections only,
    so that an incomplete head would keep a connection open for ever.

    Args:
        head_timeout: seconds until the head must have arrived, from the start of the connection or from the first byte
            of a later request.
    """

    def __init__(self, *args: Any, head_timeout: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_timeout = head_timeout
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer of the first head."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(self._head_timeout, self._close)

    def data_received(self, data: bytes) -> None:
        """Handle the data, and start the timer if a head is incomplete, or stop it if the head is there."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_timer()
        elif self._head_timer is None and not self.transport.is_closing():
            self._head_timer = self.loop.call_later(self._head_timeout, self._close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop_timer()
        super().connection_lost(exc)

    def _stop_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _close(self) -> None:
        self._head_timer = None
        self.transport.write(TIMEOUT_RESPONSE)
        self.transport.close()


def make_protocol(head_timeout: float) -> Any:
    """Return the protocol with this timeout, for `uvicorn.Config(http=...)`. It can be pickled for worker processes."""
    return partial(TimedH11Protocol, head_timeout=head_timeout)
