"""Gives every request an id, logs its answer in one line, and counts it."""

import logging
import re
import time
from contextvars import ContextVar
from secrets import token_hex

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from movie_classifier.api.metrics import Metrics

logger = logging.getLogger(__name__)

REQUEST_ID = "X-Request-ID"
_ACCEPTED = re.compile(r"[\w.:-]{1,128}", re.ASCII)

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")

UNMATCHED = "unmatched"
"""The route of requests that no route answers: their paths are the client's invention, and without end."""

QUIET = ("/health/live", "/health/ready", "/metrics")
"""Routes that machines ask every few seconds: logged at debug level only."""


class AccessLog:
    """ASGI middleware. The id is the client's where it sends one that can be logged; neither bodies nor paths are.

    Args:
        app: the application.
        metrics: where requests are counted.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a `send` that adds the id's header."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        offered = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = offered if _ACCEPTED.fullmatch(offered) else token_hex(16)
        start, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        token = current_request_id.set(request_id)
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            self._note(scope, status, time.perf_counter() - start)
            current_request_id.reset(token)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", UNMATCHED)
        self.metrics.request(route, scope["method"], status, seconds)
        fields = {
            "method": scope["method"], "route": route, "status": status, "milliseconds": round(seconds * 1e3, 1)
        }  # fmt: skip
        logger.log(logging.DEBUG if route in QUIET else logging.INFO, "answered", extra=fields)
