"""Keeps the documentation pages from loading anything from another host."""

from collections.abc import Collection

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    "worker-src blob:"
)


class ContentPolicy:
    """ASGI middleware: answers of `paths` carry a Content-Security-Policy that allows this host alone.

    The pages' scripts come from here, but Redoc's also asks a host of its maker for a logo.
    """

    def __init__(self, app: ASGIApp, paths: Collection[str]) -> None:
        self.app = app
        self.paths = paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `send` that adds the header."""

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Content-Security-Policy"] = POLICY
            await send(message)

        covered = scope["type"] == "http" and scope["path"] in self.paths
        await self.app(scope, receive, send_with_policy if covered else send)
