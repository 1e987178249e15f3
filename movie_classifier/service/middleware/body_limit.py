"""Middleware that rejects request bodies that are too large or too slow, before they are parsed.

FastAPI has `max_body_size` only in versions that need Python 3.11. This middleware supports Python 3.10 too, and its
errors have the same body as all others.
"""

import asyncio
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CLOSE_CONNECTION = {"Connection": "close"}
"""Response header that closes the connection, so that the rest of the body is not read."""


class BodyLimit:
    """ASGI middleware that limits the size of request bodies (413) and the time to receive them (408).

    A body whose Content-Length is over the limit is rejected before any of it is read. A body without Content-Length is
    rejected as soon as it exceeds the limit. The error is raised where the application reads the body, so that the
    application's error handlers turn it into a response.

    Args:
        app: the wrapped application.
        default: maximum size in bytes.
        by_path: maximum size in bytes for the paths with a limit of their own.
        timeout: seconds until the whole body must have arrived, from the start of the request.
    """

    def __init__(self, app: ASGIApp, default: int, by_path: Mapping[str, int], timeout: float) -> None:
        self.app = app
        self.default = default
        self.by_path = by_path
        self.timeout = timeout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application with a `receive` that enforces the limits."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.by_path.get(scope["path"].removeprefix(scope.get("root_path", "")), self.default)
        declared = Headers(scope=scope).get("content-length", "")
        too_large = declared.isdecimal() and int(declared) > limit
        received, more_body, deadline = 0, True, asyncio.get_running_loop().time() + self.timeout

        async def limited_receive() -> Message:
            nonlocal received, more_body
            if not too_large:
                message = await (self._receive_before(deadline, receive) if more_body else receive())
                received += len(message.get("body", b""))
                more_body = message.get("more_body", False)
            if too_large or received > limit:
                raise HTTPException(413, f"the body is larger than {limit} bytes", CLOSE_CONNECTION)
            return message

        await self.app(scope, limited_receive, send)

    async def _receive_before(self, deadline: float, receive: Receive) -> Message:
        """Receive a message. A scope of anyio would take 4 % of a request's time."""
        task, late = asyncio.current_task(), False
        assert task is not None

        def cancel() -> None:
            nonlocal late
            late = True
            task.cancel()

        timer = asyncio.get_running_loop().call_at(deadline, cancel)
        try:
            return await receive()
        except asyncio.CancelledError as error:
            if not late:
                raise
            detail = f"the body took more than {self.timeout:g} s to arrive"
            raise HTTPException(408, detail, CLOSE_CONNECTION) from error
        finally:
            timer.cancel()
