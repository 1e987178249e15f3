"""Turns every exception into an HTTP response with an `ErrorBody`."""

import logging
import traceback
from collections.abc import Sequence
from email.message import Message
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from movie_classifier.errors import MovieClassifierError, ServiceBusy
from movie_classifier.service.api.schemas import ErrorBody, FieldError
from movie_classifier.service.inference.job import ClientDisconnected
from movie_classifier.service.middleware.security_headers import PAGE_POLICY

logger = logging.getLogger(__name__)

CLIENT_CLOSED_REQUEST = 499
"""nginx's status for "client closed request". It is only seen in logs."""

RELOAD_NEEDS_KEYS = "POST /model/reload is disabled: set MOVIE_CLASSIFIER_API_KEYS to enable it"

NO_CARD = "the model has no card"

UNSUPPORTED_CONTENT_TYPE = "the Content-Type must be application/json"

UNSUPPORTED_CONTENT_ENCODING = "a body with a Content-Encoding is not read: send it uncompressed"

MAX_ERRORS_IN_DETAIL = 3
"""Largest number of fields that `detail` names. `errors` has all of them."""


def describe_errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` argument of a route that can answer with `statuses`."""
    reasons = {
        401: ("The API key is missing or wrong.", "an API key is needed: send it as Authorization: Bearer KEY", []),
        403: ("No API keys are configured.", RELOAD_NEEDS_KEYS, []),
        404: ("The model has no card.", NO_CARD, []),
        408: ("The body took too long to arrive.", "the body took more than 10 s to arrive", []),
        409: ("The model in the folder cannot be used.", "the model in /model cannot be used: ...", []),
        413: ("The body is too large.", "the body is larger than 1048576 bytes", []),
        415: ("The body is not JSON, or is compressed.", UNSUPPORTED_CONTENT_TYPE, []),
        422: (
            "The request is not valid.",
            "title: must not be empty or blank",
            [{"field": "title", "message": "must not be empty or blank"}],
        ),
        503: ("The model is not ready, or the service is too busy.", "the model is not ready", []),
    }
    return {
        status: {
            "model": ErrorBody,
            "description": reasons[status][0],
            "content": {"application/json": {"example": {"detail": reasons[status][1], "errors": reasons[status][2]}}},
        }
        for status in statuses
    }


def add_error_handlers(app: FastAPI) -> None:
    """Register a handler for each kind of exception that can reach a client."""
    app.add_exception_handler(RequestValidationError, _handle_invalid_request)
    app.add_exception_handler(HTTPException, _handle_http_exception)
    app.add_exception_handler(MovieClassifierError, _handle_package_error)
    app.add_exception_handler(ClientDisconnected, _handle_client_disconnected)
    app.add_exception_handler(Exception, _handle_unexpected_error)


def _error_response(status: int, detail: str, errors: Sequence[FieldError] = (), headers: Any = None) -> JSONResponse:
    body = ErrorBody(detail=detail, errors=list(errors))
    return JSONResponse(body.model_dump(), status_code=status, headers=headers)


async def _handle_invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    if _has_unsupported_content_type(request, error):
        return _error_response(415, UNSUPPORTED_CONTENT_TYPE)
    if _is_encoded(request) and any(problem["type"] == "json_invalid" for problem in error.errors()):
        return _encoding_response()
    errors = [_field_error(problem) for problem in error.errors()]
    parts = [f"{problem.field}: {problem.message}" for problem in errors[:MAX_ERRORS_IN_DETAIL]]
    if len(errors) > len(parts):
        parts.append(f"and {len(errors) - len(parts)} more")
    return _error_response(422, "; ".join(parts), errors)


def _has_unsupported_content_type(request: Request, error: RequestValidationError) -> bool:
    """Return True if the body was not parsed as JSON because of its Content-Type. A missing body needs no type."""
    content_type = request.headers.get("content-type", "")
    return not _is_json(content_type) and any(
        tuple(problem["loc"]) == ("body",) and (content_type or problem["type"] != "missing")
        for problem in error.errors()
    )


def _is_encoded(request: Request) -> bool:
    return request.headers.get("content-encoding", "").lower() not in {"", "identity"}


def _encoding_response() -> JSONResponse:
    return _error_response(415, UNSUPPORTED_CONTENT_ENCODING, headers={"Accept-Encoding": "identity"})


def _is_json(content_type: str) -> bool:
    """Return True for the types that FastAPI parses as JSON."""
    message = Message()
    message["Content-Type"] = content_type
    subtype = message.get_content_subtype()
    return message.get_content_maintype() == "application" and (subtype == "json" or subtype.endswith("+json"))


def _field_error(problem: dict[str, Any]) -> FieldError:
    """Name the field and the error, but not the input, which may be large, private or impossible to encode."""
    if problem["type"] == "json_invalid":
        return FieldError(field="body", message=f"not valid JSON at character {problem['loc'][-1]}")
    path = [str(part) for part in problem["loc"][1:]]
    message = problem["msg"].removeprefix("Value error, ")
    if not path:
        message = "must be a JSON object"
    return FieldError(field=".".join(path) or "body", message=message)


async def _handle_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if _is_visit_to_unknown_address(request, error):
        headers = {"Content-Security-Policy": PAGE_POLICY, "Vary": "Accept"}
        return HTMLResponse(request.app.state.not_found_page, status_code=404, headers=headers)
    # FastAPI answers 400 if a body is not text, or is nested too deeply for its JSON parser.
    if error.status_code == HTTPStatus.BAD_REQUEST and error.__cause__ is not None:
        if _is_encoded(request):
            return _encoding_response()
        return _error_response(422, "body: not valid JSON", [FieldError(field="body", message="not valid JSON")])
    return _error_response(error.status_code, str(error.detail), headers=error.headers)


def _is_visit_to_unknown_address(request: Request, error: HTTPException) -> bool:
    """Return whether a browser wants to show an address that no route has. It gets a page, if the service has pages."""
    return (
        request.app.state.not_found_page is not None
        and error.status_code == HTTPStatus.NOT_FOUND
        and error.detail == HTTPStatus.NOT_FOUND.phrase  # a route has words of its own
        and request.method == "GET"
        and "text/html" in request.headers.get("accept", "")
    )


async def _handle_package_error(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, ServiceBusy):
        return _error_response(503, str(error), headers={"Retry-After": str(error.retry_after)})
    return _error_response(422, str(error))


async def _handle_client_disconnected(request: Request, error: Exception) -> Response:
    return Response(status_code=CLIENT_CLOSED_REQUEST)


async def _handle_unexpected_error(request: Request, error: Exception) -> JSONResponse:
    # The message and the path are not logged: they can contain a film's text.
    location = "".join(traceback.format_tb(error.__traceback__))
    logger.error("unexpected %s", type(error).__name__, extra={"traceback": location})
    return _error_response(500, "internal error")
