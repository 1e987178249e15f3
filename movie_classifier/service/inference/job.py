"""The films of one request, on their way through the queue of `batching.py`."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import ServiceBusy
from movie_classifier.film import Film
from movie_classifier.prediction import Prediction

DISCONNECT_CHECK_DELAY = 0.1
"""Seconds that a request waits before its client is checked for a disconnect. One check takes as long as classifying a
quarter of a film."""

IsDisconnected = Callable[[], Awaitable[bool]]
"""Returns True when the client has disconnected."""


class ClientDisconnected(Exception):
    """Raised when the client disconnects before its response is ready."""


async def never_disconnected() -> bool:
    """Return False."""
    return False


class Job:
    """The films of one request and the predictions made so far.

    Args:
        films: the films.
        classifier: the model.
        is_disconnected: checks the client.
        variants: whether the films are variants of one film, which are not counted as films.
        timeout: seconds after which no further films of the request are classified.
    """

    def __init__(
        self, films: Sequence[Film], classifier: GenreClassifier, is_disconnected: IsDisconnected, variants: bool,
        timeout: float,
    ) -> None:  # fmt: skip
        self.classifier = classifier
        self.variants = variants
        self.running = False
        self.predictions: list[Prediction] = []
        self.result: asyncio.Future[list[Prediction]] = asyncio.get_running_loop().create_future()
        self._films, self._taken = films, 0
        self._is_disconnected = is_disconnected
        self._timeout = timeout
        now = time.monotonic()
        self._check_disconnect_at, self._deadline = now + DISCONNECT_CHECK_DELAY, now + timeout

    @property
    def waiting_films(self) -> Sequence[Film]:
        """Films that are in no batch yet."""
        return self._films[self._taken :]

    @property
    def waiting(self) -> int:
        """Number of films that are in no batch yet."""
        return len(self._films) - self._taken

    def take(self, films: int) -> None:
        """Note that the next films are in a batch, which will be classified now."""
        self.running = True
        self._taken += films

    async def is_cancelled(self) -> bool:
        """Return True if the request has ended. It ends here if its deadline has passed or its client disconnected."""
        now = time.monotonic()
        try:
            if now > self._deadline:
                self.expire()
            elif now > self._check_disconnect_at and await self._is_disconnected():
                self.fail(ClientDisconnected())
        except Exception as error:  # a check that fails ends this request only
            self.fail(error)
        return self.result.done()

    def expire(self) -> None:
        """Fail the request with `ServiceBusy` unless some of its films are being classified now."""
        if not self.running:
            self.fail(ServiceBusy(f"the request was not answered within {self._timeout:g} s"))

    def fail(self, error: Exception) -> None:
        """Fail the request with `error` unless it has ended."""
        if not self.result.done():
            self.result.set_exception(error)

    def add_predictions(self, predictions: Sequence[Prediction]) -> None:
        """Add the predictions for the next films, and set the result if these were the last films."""
        self.running = False
        self.predictions.extend(predictions)
        if len(self.predictions) == len(self._films) and not self.result.done():
            self.result.set_result(self.predictions)
