"""Tells browsers what they may do with an answer: nothing, but for the documentation pages."""

from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of an answer that is no page."""

OWN_HOST = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    "worker-src blob:; frame-ancestors 'none'"
)
"""That of the documentation pages. Their scripts come from here, but Redoc's asks a host of its maker for a logo."""


def _raw(policy: str) -> list[tuple[bytes, bytes]]:
    """As ASGI has headers."""
    headers = HEADERS | {"Content-Security-Policy": policy}
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


_PAGE, _DATA = _raw(OWN_HOST), _raw(NOTHING)


class SecurityHeaders:
    """ASGI middleware: every answer has `HEADERS` and a Content-Security-Policy.

    Args:
        app: the application.
        pages: how the paths of documentation pages, and of what they load, end.
    """

    def __init__(self, app: ASGIApp, pages: Collection[str]) -> None:
        self.app = app
        self.pages = tuple(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `send` that adds the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *(_PAGE if scope["path"].endswith(self.pages) else _DATA)]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
