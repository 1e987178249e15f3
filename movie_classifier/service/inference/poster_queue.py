"""Adds posters to the predictions of texts, on a thread beside the event loop."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING

from movie_classifier.errors import PosterModelUnsuited, PostersOff, ServiceBusy
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.poster.encoding import decode_poster
from movie_classifier.prediction import Prediction
from movie_classifier.service.inference.job import DISCONNECT_CHECK_DELAY, ClientDisconnected

if TYPE_CHECKING:
    from movie_classifier.poster.model import PosterModel

MAX_POSTERS = 256
"""Upper bound of the maximum number of waiting posters. Each is a file of up to 512 KiB in memory."""


class PosterInference:
    """Asynchronous `PosterModel.add`. Posters wait in a queue for the one thread, in the order of their arrival.

    As a context manager, it waits for the current poster and ends the thread on exit.

    Args:
        model: the model, or why posters are refused.
        max_queue: maximum number of waiting posters; `MAX_POSTERS` if that is lower.
        timeout: seconds that a poster may wait.
    """

    def __init__(self, model: "PosterModel | PostersOff", max_queue: int, timeout: float) -> None:
        self._model = model
        self._max_queue = min(max_queue, MAX_POSTERS)
        self._timeout = timeout
        self._waiting = 0
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="posters")

    def check_text_model(self, text_model: ModelInfo) -> None:
        """Check that posters can be added to what `text_model` predicts.

        Raises:
            PostersOff: there is no poster model.
            PosterModelUnsuited: it was made for other text models.
        """
        if isinstance(self._model, PostersOff):
            raise PostersOff(self._model.reason)
        self._model.info.check_text_model(text_model)

    def reads(self, text_model: ModelInfo) -> bool:
        """Return whether posters can be added to what `text_model` predicts."""
        try:
            self.check_text_model(text_model)
        except (PostersOff, PosterModelUnsuited):
            return False
        return True

    def decode(self, poster: str | None, text_model: ModelInfo) -> bytes | None:
        """Return the file that `poster` has as base64. This is cheap, and comes before the text is classified.

        Raises:
            PostersOff: there is no model, or a reload has loaded a text model that it was not made for.
            PosterUnusable: it is no base64, or too large.
        """
        if poster is None:
            return None
        try:
            self.check_text_model(text_model)
        except PosterModelUnsuited as error:
            raise PostersOff(str(error)) from error
        return decode_poster(poster)

    async def add(
        self,
        prediction: Prediction,
        poster: bytes,
        text_model: ModelInfo,
        is_disconnected: Callable[[], Awaitable[bool]],
    ) -> Prediction:
        """Return the prediction from text and poster; see `PosterModel.add`.

        Raises:
            PosterUnusable: the file cannot be decoded.
            ServiceBusy: the queue is full, or the poster has waited for the timeout.
            ClientDisconnected: the client disconnected while the poster waited.
        """
        assert not isinstance(self._model, PostersOff)
        if self._waiting >= self._max_queue:
            raise ServiceBusy(f"{self._waiting} posters are waiting already")
        self._waiting += 1
        deadline = time.monotonic() + self._timeout
        job = self._executor.submit(self._model.add, prediction, poster, text_model)
        result = asyncio.wrap_future(job)
        try:
            while not (await asyncio.wait([result], timeout=min(DISCONNECT_CHECK_DELAY, self._timeout)))[0]:
                if await is_disconnected():
                    raise ClientDisconnected
                if time.monotonic() >= deadline and job.cancel():  # what has begun also ends
                    raise ServiceBusy(f"the poster waited for {self._timeout:g} s")
            return result.result()
        finally:
            job.cancel()
            self._waiting -= 1

    def __enter__(self) -> "PosterInference":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._executor.shutdown(cancel_futures=True)
