"""Middleware that adds security headers to every response."""

from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
"""Content-Security-Policy of responses that are not pages: browsers may load nothing."""

PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    "worker-src blob:; frame-ancestors 'none'"
)
"""Content-Security-Policy of the documentation pages. It blocks the logo that Redoc requests from its maker's host."""


def _encode_headers(policy: str) -> list[tuple[bytes, bytes]]:
    """Encode the headers as ASGI byte pairs."""
    headers = HEADERS | {"Content-Security-Policy": policy}
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


_PAGE_HEADERS, _DATA_HEADERS = _encode_headers(PAGE_POLICY), _encode_headers(DATA_POLICY)


class SecurityHeaders:
    """ASGI middleware that adds `HEADERS` and a Content-Security-Policy to every response.

    Args:
        app: the wrapped application.
        page_paths: suffixes of the paths that get the policy for pages.
    """

    def __init__(self, app: ASGIApp, page_paths: Collection[str]) -> None:
        self.app = app
        self.page_paths = tuple(page_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application with a `send` that adds the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = _PAGE_HEADERS if scope["path"].endswith(self.page_paths) else _DATA_HEADERS
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
