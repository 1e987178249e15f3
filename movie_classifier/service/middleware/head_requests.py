"""Middleware that answers HEAD requests on every GET route. FastAPI's own routes accept GET only."""

from starlette.types import ASGIApp, Receive, Scope, Send


class HeadAsGet:
    """ASGI middleware that passes HEAD requests to the application as GET requests.

    The response has the headers of the GET response. The server leaves out the body, as for every HEAD request.

    Args:
        app: the wrapped application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application, with a changed copy of the scope if the method is HEAD."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return
        get_scope = {**scope, "method": "GET"}
        try:
            await self.app(get_scope, receive, send)
        finally:
            if "route" in get_scope:  # the outer middleware logs the route
                scope["route"] = get_scope["route"]
