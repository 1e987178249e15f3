"""Turns every error into an HTTP answer of one shape, `ErrorBody`."""

import logging
import traceback
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from movie_classifier.api.inference import ClientGone
from movie_classifier.api.schemas import ErrorBody, FieldError
from movie_classifier.errors import MovieClassifierError, ServiceBusy

logger = logging.getLogger(__name__)

CLIENT_CLOSED_REQUEST = 499
"""Nginx's status for it. Nobody reads this answer, but logs show it."""

MAX_ERRORS_IN_DETAIL = 3
"""Fields that `detail` names; `errors` has them all."""


def describe_errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses` argument of a route that can answer with `statuses`."""
    reasons = {
        401: ("The API key is missing or wrong.", "an API key is needed: send Authorization: Bearer KEY", []),
        403: (
            "The service has no API keys.",
            "only a service with MOVIE_CLASSIFIER_API_KEYS reloads its model on request",
            [],
        ),
        408: ("The body was too slow.", "the body took more than 10 s to arrive", []),
        409: ("The folder has no model that can be used.", "the model in /model cannot be used: ...", []),
        413: ("The body is too large.", "the body is larger than 1048576 bytes", []),
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
    """Register a handler for every kind of error that can reach a client."""
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(MovieClassifierError, _on_own_error)
    app.add_exception_handler(ClientGone, _on_hang_up)
    app.add_exception_handler(Exception, _on_unexpected)


def _answer(status: int, detail: str, errors: Sequence[FieldError] = (), headers: Any = None) -> JSONResponse:
    body = ErrorBody(detail=detail, errors=list(errors))
    return JSONResponse(body.model_dump(), status_code=status, headers=headers)


async def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [_field_error(problem) for problem in error.errors()]
    parts = [f"{problem.field}: {problem.message}" for problem in errors[:MAX_ERRORS_IN_DETAIL]]
    if len(errors) > len(parts):
        parts.append(f"and {len(errors) - len(parts)} more")
    return _answer(422, "; ".join(parts), errors)


def _field_error(problem: dict[str, Any]) -> FieldError:
    """Name the field and the trouble; never repeat the input, which may be large, private or not encodable."""
    if problem["type"] == "json_invalid":
        return FieldError(field="body", message=f"not valid JSON at character {problem['loc'][-1]}")
    path = [str(part) for part in problem["loc"][1:]]
    message = problem["msg"].removeprefix("Value error, ")
    if not path:
        message = "must be a JSON object, sent with Content-Type: application/json"
    return FieldError(field=".".join(path) or "body", message=message)


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    # FastAPI answers 400 where a body is not even text, or nested too deeply, for its JSON parser.
    if error.status_code == HTTPStatus.BAD_REQUEST and error.__cause__ is not None:
        unreadable = FieldError(field="body", message="not valid JSON")
        return _answer(422, "body: not valid JSON", [unreadable])
    return _answer(error.status_code, str(error.detail), headers=error.headers)


async def _on_own_error(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, ServiceBusy):
        return _answer(503, str(error), headers={"Retry-After": str(error.retry_after)})
    return _answer(422, str(error))


async def _on_hang_up(request: Request, error: Exception) -> Response:
    return Response(status_code=CLIENT_CLOSED_REQUEST)


async def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    # Neither the error's words, which may quote a film, nor the path.
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("unexpected %s", type(error).__name__, extra={"traceback": where})
    return _answer(500, "internal error")
