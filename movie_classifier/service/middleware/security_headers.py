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

DOCS_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; "
    "worker-src blob:; frame-ancestors 'none'"
)
"""Content-Security-Policy of the documentation pages. It blocks the logo that Redoc requests from its maker's host."""

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
"""Content-Security-Policy of the page for people: files of this service only, no inline script or style, and no text
that becomes markup."""


def _encode_headers(policy: str) -> list[tuple[bytes, bytes]]:
    """Encode the headers as ASGI byte pairs."""
    headers = HEADERS | {"Content-Security-Policy": policy}
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


_DOCS_HEADERS, _DATA_HEADERS = _encode_headers(DOCS_POLICY), _encode_headers(DATA_POLICY)


class SecurityHeaders:
    """ASGI middleware that adds `HEADERS` and a Content-Security-Policy to every response.

    A response that sets one of these headers itself keeps it, as the page for people does (`page.py`).

    Args:
        app: the wrapped application.
        docs_paths: suffixes of the paths of the documentation pages, which get `DOCS_POLICY`.
    """

    def __init__(self, app: ASGIApp, docs_paths: Collection[str]) -> None:
        self.app = app
        self.docs_paths = tuple(docs_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application with a `send` that adds the headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = _DOCS_HEADERS if scope["path"].endswith(self.docs_paths) else _DATA_HEADERS
                present = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(each for each in added if each[0] not in present)]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
