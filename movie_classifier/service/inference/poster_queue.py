"""Adds posters to the predictions of texts, on a thread beside the event loop."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING

from movie_classifier.errors import PostersOff, ServiceBusy
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
        model: the model; None if posters are refused.
        max_queue: maximum number of waiting posters; `MAX_POSTERS` if that is lower.
        timeout: seconds that a poster may wait.
    """

    def __init__(self, model: "PosterModel | None", max_queue: int, timeout: float) -> None:
        self._model = model
        self._max_queue = min(max_queue, MAX_POSTERS)
        self._timeout = timeout
        self._waiting = 0
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="posters")

    def check_text_model(self, text_model: ModelInfo) -> None:
        """Check that a text model can be used with the poster model, if there is one.

        Raises:
            ModelBroken: the poster model was made for another one.
        """
        if self._model is not None:
            self._model.check_text_model(text_model)

    def decode(self, poster: str | None) -> bytes | None:
        """Return the file that `poster` has as base64. This is cheap, and comes before the text is classified.

        Raises:
            PostersOff: there is no model.
            PosterUnusable: it is no base64, or too large.
        """
        if poster is None:
            return None
        if self._model is None:
            raise PostersOff
        return decode_poster(poster)

    async def add(
        self, prediction: Prediction, poster: bytes, is_disconnected: Callable[[], Awaitable[bool]]
    ) -> Prediction:
        """Return the prediction from text and poster; see `PosterModel.add`.

        Raises:
            PosterUnusable: the file cannot be decoded.
            ServiceBusy: the queue is full, or the poster has waited for the timeout.
            ClientDisconnected: the client disconnected while the poster waited.
        """
        assert self._model is not None
        if self._waiting >= self._max_queue:
            raise ServiceBusy(f"{self._waiting} posters are waiting already")
        self._waiting += 1
        deadline = time.monotonic() + self._timeout
        job = self._executor.submit(self._model.add, prediction, poster)
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
