"""Refuses bodies that are large, or slow to arrive, before anything parses them.

FastAPI has had `max_body_size` since it needs Python 3.11; this serves 3.10 too, and keeps the one shape of errors.
"""

from collections.abc import Mapping

import anyio
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSE = {"Connection": "close"}
"""The rest of the body is not waited for."""


class BodyLimit:
    """ASGI middleware: a body of more bytes than its path allows ends in a 413, one that takes too long in a 408.

    A large one is refused by its Content-Length before a byte is read, or, where it has none, as soon as it is over the
    limit. The error is raised where the application reads the body, so that it is answered like all other errors.

    Args:
        app: the application.
        default: bytes at most.
        by_path: bytes at most of the paths that have a limit of their own.
        seconds: from the first byte that is asked for to the last.
    """

    def __init__(self, app: ASGIApp, default: int, by_path: Mapping[str, int], seconds: float) -> None:
        self.app = app
        self.default = default
        self.by_path = by_path
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `receive` that counts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.by_path.get(scope["path"].removeprefix(scope.get("root_path", "")), self.default)
        declared = Headers(scope=scope).get("content-length", "")
        too_large = declared.isdecimal() and int(declared) > limit
        received, more, deadline = 0, True, anyio.current_time() + self.seconds

        async def limited_receive() -> Message:
            nonlocal received, more
            if not too_large:
                message = await (self._receive_by(deadline, receive) if more else receive())
                received += len(message.get("body", b""))
                more = message.get("more_body", False)
            if too_large or received > limit:
                raise HTTPException(413, f"the body is larger than {limit} bytes", CLOSE)
            return message

        await self.app(scope, limited_receive, send)

    async def _receive_by(self, deadline: float, receive: Receive) -> Message:
        with anyio.CancelScope(deadline=deadline):  # `fail_after` would ask for the time twice more
            return await receive()
        raise HTTPException(408, f"the body took more than {self.seconds:g} s to arrive", CLOSE)
