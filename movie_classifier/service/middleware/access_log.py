"""Middleware that assigns request ids, logs one line for each response, and counts requests."""

import logging
import re
import time
from contextvars import ContextVar
from secrets import token_hex

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from movie_classifier.service.metrics import Metrics

logger = logging.getLogger(__name__)

REQUEST_ID_HEADER = "X-Request-ID"
_VALID_REQUEST_ID = re.compile(r"[\w.:-]{1,128}", re.ASCII)

current_request_id: ContextVar[str] = ContextVar("current_request_id", default="")

UNMATCHED_ROUTE = "unmatched"
"""Route label for unmatched paths. The raw path would make the number of label values unbounded."""

POLLED_ROUTES = ("/health/live", "/health/ready", "/metrics")
"""Routes that orchestrators and Prometheus poll every few seconds. They are logged at debug level only."""


class AccessLog:
    """ASGI middleware that assigns request ids, logs responses and counts requests.

    The client's own `X-Request-ID` is used if it is safe to log; otherwise a random id is assigned. Request bodies and
    raw paths are never logged, because they can contain a film's text.

    Args:
        app: the wrapped application.
        metrics: counts the requests.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Call the application with a `send` that adds the request id to the response headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        client_id = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        request_id = client_id if _VALID_REQUEST_ID.fullmatch(client_id) else token_hex(16)
        start, status = time.perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        token = current_request_id.set(request_id)
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            self._record(request_id, scope, status, time.perf_counter() - start)
            current_request_id.reset(token)

    def _record(self, request_id: str, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", UNMATCHED_ROUTE)
        self.metrics.count_request(route, scope["method"], status, seconds)
        fields = {
            "request_id": request_id, "method": scope["method"], "route": route, "status": status,
            "milliseconds": round(seconds * 1e3, 1),
        }  # fmt: skip
        logger.log(logging.DEBUG if route in POLLED_ROUTES else logging.INFO, "answered", extra=fields)
