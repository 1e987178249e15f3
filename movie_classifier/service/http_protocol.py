"""The HTTP protocol of the server: httptools with bounds on what a client may leave incomplete."""

import asyncio
from functools import partial
from typing import Any

from httptools import HttpParserError, HttpParserUpgrade
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_UNREAD_BYTES = 64 * 1024
"""Largest head of a request, give or take what arrives at once. httptools has none: 60 MB of headers took 1.2 GB."""

INVALID = "Invalid HTTP request received."
REFUSAL = b"HTTP/1.1 %b\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's httptools protocol, with a limit and a deadline for the head of a request.

    uvicorn itself has a timeout for idle connections only, so that an incomplete head, or a body that no route reads,
    would keep a connection open for ever.

    Args:
        head_timeout: seconds until the head must have arrived, from the start of the connection or from the first byte
            of a later request. After a response, what remains of the body has as long.
    """

    def __init__(self, *args: Any, head_timeout: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_timeout = head_timeout
        self._timer: asyncio.TimerHandle | None = None
        self._unread = 0  # bytes since the parser last completed something

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the timer of the first head."""
        super().connection_made(transport)
        self._start_timer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the timer."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse the data, and refuse a head that is too large."""
        self._unset_keepalive_if_required()
        self._unread += len(data)
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as proposal:
            self._read_without_upgrade(data[proposal.args[0] :])
        except HttpParserError:
            self.logger.warning(INVALID)
            self.send_400_response(INVALID)
            return
        if self._unread > MAX_UNREAD_BYTES:
            self._refuse(b"431 Request Header Fields Too Large")
        elif self._unread:
            self._start_timer()

    def on_message_begin(self) -> None:
        """Start the timer of the head."""
        super().on_message_begin()
        self._start_timer()

    def on_headers_complete(self) -> None:
        """Stop the timer, and answer 400 to a request for a proxy, or without exactly one host."""
        self._note_progress()
        hosts = [name for name, _ in self.headers].count(b"host")
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            raise ValueError("not one host")
        if self.parser.get_method() == b"CONNECT":
            raise ValueError("not a proxy")
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Note that the data was part of a body, which has a limit and a deadline of its own."""
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Stop the timer."""
        self._note_progress()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Start the timer if no route has read the body."""
        super().on_response_complete()
        if self.cycle.more_body:
            self._start_timer()

    def _should_upgrade(self) -> bool:
        """Return True, so that a request that proposes another protocol is left to `_read_without_upgrade`."""
        return True

    def _read_without_upgrade(self, rest: bytes) -> None:
        """Read a request that proposes another protocol again, without the proposal: httptools skips its body.

        Java's client, for one, proposes HTTP/2 with every request.
        """
        target = b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, self.scope["http_version"].encode())
        headers = [b"%b: %b" % header for header in self.headers if header[0] != b"upgrade"]
        self.data_received(b"\r\n".join([target, *headers, b"", rest]))

    def _note_progress(self) -> None:
        self._unread = 0
        self._stop_timer()

    def _start_timer(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self._head_timeout, self._end_wait)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end_wait(self) -> None:
        self._timer = None
        if self.cycle is None or self.cycle.response_complete:
            self._refuse(b"408 Request Timeout")
        else:  # the server does not read the next request before it has answered this one
            self._start_timer()

    def _refuse(self, status: bytes) -> None:
        self.transport.write(REFUSAL % status)
        self.transport.close()


def make_protocol(head_timeout: float) -> Any:
    """Return the protocol with this timeout, for `uvicorn.Config(http=...)`. It can be pickled for worker processes."""
    return partial(BoundedProtocol, head_timeout=head_timeout)
