"""Refuses large bodies before anything parses them.

FastAPI has had `max_body_size` since it needs Python 3.11; this serves 3.10 too, and keeps the one shape of errors.
"""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """ASGI middleware: a body of more bytes than its path allows ends in a 413.

    It is refused by its Content-Length before a byte is read, or, where it has none, as soon as it is over the limit.
    The error is raised where the application reads the body, so that it is answered like all other errors.
    """

    def __init__(self, app: ASGIApp, default: int, by_path: Mapping[str, int]) -> None:
        self.app = app
        self.default = default
        self.by_path = by_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `receive` that counts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.by_path.get(scope["path"], self.default)
        declared = Headers(scope=scope).get("content-length", "")
        too_large = declared.isdecimal() and int(declared) > limit
        received = 0

        async def limited_receive() -> Message:
            nonlocal received
            if not too_large:
                message = await receive()
                received += len(message.get("body", b""))
            if too_large or received > limit:
                raise HTTPException(413, f"the body is larger than {limit} bytes")
            return message

        await self.app(scope, limited_receive, send)
