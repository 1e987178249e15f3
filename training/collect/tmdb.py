"""Client of TMDB's API, version 3: https://developer.themoviedb.org/reference."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

import httpx
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt

from training.collect.credentials import Credentials, SigningTransport
from training.collect.rate import LONGEST_PAUSE, RATE, Backoff, Pace, retry_after
from training.errors import TmdbKeyRefused, TmdbPaused, TmdbUnreachable

API_URL = "https://api.themoviedb.org/3"
CONNECTIONS = 20
"""Requests under way at the same time."""

ATTEMPTS = 6
TIMEOUT = 30.0
"""Seconds for one attempt, from the first byte of the request to the last one of the response."""

Body = TypeVar("Body")


class NotFound(Exception):
    """TMDB has no such film or poster."""


class Failed(Exception):
    """TMDB gave no usable answer, in all attempts."""


class Transient(Exception):
    """An attempt failed in a way that may pass.

    Attributes:
        retry_after: seconds after which TMDB allows another attempt; None if it did not say.
    """

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Images:
    """Where posters are.

    Attributes:
        base_url: address to which the width and the path of a poster are appended.
        widths: widths that TMDB offers, such as `w185`, and `original`.
    """

    base_url: str
    widths: tuple[str, ...]


class Tmdb:
    """An asynchronous client, used in `async with`. All requests share one rate limit."""

    def __init__(
        self, credentials: Credentials, url: str = API_URL, *, rate: float = RATE, backoff: float = 0.5,
        timeout: float = TIMEOUT,
    ) -> None:  # fmt: skip
        self._url = url.rstrip("/")
        self._pace = Pace(rate)
        self._backoff = Backoff(backoff)
        self._timeout = timeout
        limits = httpx.Limits(max_connections=CONNECTIONS)
        transport = SigningTransport(credentials, httpx.AsyncHTTPTransport(limits=limits))
        self._api = httpx.AsyncClient(transport=transport, timeout=timeout)
        self._images = httpx.AsyncClient(limits=limits, timeout=timeout)  # another host, which must not get the key

    async def __aenter__(self) -> "Tmdb":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._api.aclose()
        await self._images.aclose()

    async def images(self) -> Images:
        """Return the address and the widths of posters. This is the first request: it tests address and key.

        Raises:
            TmdbUnreachable: TMDB does not answer.
            TmdbKeyRefused, TmdbPaused: see `get`.
        """
        try:
            answer = await self.get("/configuration")
            images = answer["images"]
            return Images(images["secure_base_url"], tuple(images["poster_sizes"]))
        except (Failed, NotFound) as error:
            raise TmdbUnreachable(self._url, str(error)) from error
        except (KeyError, TypeError) as error:
            raise TmdbUnreachable(self._url, "its /configuration is not TMDB's") from error

    async def discover(self, query: dict[str, str], page: int) -> dict[str, Any]:
        """Return a page of 20 films, with at least `results` and `total_results`.

        Raises:
            TmdbUnreachable: TMDB gives no usable page. Without it, the search would miss films.
            TmdbKeyRefused, TmdbPaused: see `get`.
        """
        try:
            answer = await self.get("/discover/movie", {**query, "page": str(page)})
        except (Failed, NotFound) as error:
            raise TmdbUnreachable(self._url, f"page {page} of the search: {error}") from error
        if not answer.keys() >= {"results", "total_results"}:
            raise TmdbUnreachable(self._url, f"page {page} of the search is not TMDB's")
        return answer

    async def movie(self, number: int) -> dict[str, Any]:
        """Return the details of a film. Raises as `get` does."""
        return await self.get(f"/movie/{number}")

    async def get(self, path: str, query: dict[str, str] | None = None) -> dict[str, Any]:
        """Return the answer to a request, a JSON object.

        Raises:
            NotFound: TMDB does not know it.
            Failed: no usable answer in `ATTEMPTS` attempts.
            TmdbKeyRefused: the key is not valid.
            TmdbPaused: TMDB asks for a pause of more than `LONGEST_PAUSE` seconds.
        """
        return await self._retrying(self._api, self._url + path, query, _json_object)

    async def poster(self, url: str) -> bytes:
        """Return the bytes of an image. Raises as `get` does."""
        return await self._retrying(self._images, url, None, _image)

    async def _retrying(
        self, client: httpx.AsyncClient, url: str, query: dict[str, str] | None, read: Callable[[httpx.Response], Body]
    ) -> Body:
        attempts = AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS), wait=self._backoff, retry=retry_if_exception_type(Transient),
            reraise=True,
        )  # fmt: skip
        try:
            return await attempts(self._attempt, client, url, query, read)
        except Transient as error:
            raise Failed(f"{error} in {ATTEMPTS} attempts") from error

    async def _attempt(
        self, client: httpx.AsyncClient, url: str, query: dict[str, str] | None, read: Callable[[httpx.Response], Body]
    ) -> Body:
        await self._pace.turn()
        try:
            response = await asyncio.wait_for(client.get(url, params=query), self._timeout)
        except (asyncio.TimeoutError, httpx.TimeoutException) as error:
            raise Transient(f"no answer within {self._timeout:g} s") from error
        except httpx.TransportError as error:  # no connection, or one that broke in the middle of a body
            raise Transient(str(error) or type(error).__name__) from error
        self._check_status(response)
        try:
            return read(response)
        except ValueError as error:
            raise Transient(f"an unexpected body ({error})") from error

    def _check_status(self, response: httpx.Response) -> None:
        """Raise the exception for the status, and begin the pause that the response asks for."""
        status = response.status_code
        if status == httpx.codes.UNAUTHORIZED:
            raise TmdbKeyRefused(_message(response))
        if status == httpx.codes.NOT_FOUND:
            raise NotFound("not found")
        if status == httpx.codes.TOO_MANY_REQUESTS or status >= httpx.codes.INTERNAL_SERVER_ERROR:
            seconds = retry_after(response.headers.get("Retry-After"))
            if seconds is not None:
                if seconds > LONGEST_PAUSE:
                    raise TmdbPaused(seconds)
                self._pace.pause(seconds)
            raise Transient(f"status {status}", seconds)
        if not response.is_success:
            raise Failed(f"status {status}: {_message(response)}")


def _json_object(response: httpx.Response) -> dict[str, Any]:
    answer = response.json()
    if not isinstance(answer, dict):
        raise ValueError("not a JSON object")
    return answer


def _image(response: httpx.Response) -> bytes:
    if not response.headers.get("Content-Type", "").startswith("image/") or not response.content:
        raise ValueError("not an image")
    return response.content


def _message(response: httpx.Response) -> str:
    """Return TMDB's explanation of an error."""
    try:
        return str(response.json()["status_message"])
    except (ValueError, KeyError, TypeError):
        return response.reason_phrase
