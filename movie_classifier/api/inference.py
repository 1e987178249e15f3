"""Keeps inference off the event loop."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import TypeVar

from movie_classifier.classifier import GenreClassifier, ModelInfo
from movie_classifier.film import Film
from movie_classifier.prediction import Prediction, Scores

Result = TypeVar("Result")


class Inference:
    """The classifier's verbs as coroutines, all run on one thread of their own.

    One thread is enough: the model computes on one core, and only one request may be in spaCy's memory zone. As a
    context manager it ends the thread after the calls that it has already taken.
    """

    def __init__(self, classifier: GenreClassifier) -> None:
        self.info: ModelInfo = classifier.info
        self._classifier = classifier
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inference")

    async def predict_proba(self, films: Sequence[Film]) -> list[Scores]:
        """See `GenreClassifier.predict_proba`."""
        return await self._run(self._classifier.predict_proba, films)

    async def predict(self, films: Sequence[Film]) -> list[Prediction]:
        """See `GenreClassifier.predict`."""
        return await self._run(self._classifier.predict, films)

    async def _run(self, verb: Callable[[Sequence[Film]], Result], films: Sequence[Film]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._executor, verb, films)

    def __enter__(self) -> "Inference":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._executor.shutdown()
