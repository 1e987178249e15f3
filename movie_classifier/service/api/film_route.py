"""The route of a single film, which most requests ask for: a request takes FastAPI's general path only if it must."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import ValidationError

from movie_classifier.service.api.schemas import MovieBody


class FilmRoute(APIRoute):
    """A route whose endpoint takes the request and a `MovieBody`, which pydantic reads from the bytes of the request.

    FastAPI's own way, from JSON to Python objects to a model to arguments, takes 10 % of a request's time. Requests
    whose API key must be checked take it, and requests that are not valid: the errors are FastAPI's.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of a request."""
        general = super().get_route_handler()

        async def handle(request: Request) -> Response:
            keys = request.app.state.settings.api_keys
            if keys or request.headers.get("content-type") != "application/json":
                return await general(request)
            try:
                movie = MovieBody.model_validate_json(await request.body())
            except ValidationError:
                return await general(request)
            response: Response = await self.endpoint(request, movie)
            return response

        return handle
