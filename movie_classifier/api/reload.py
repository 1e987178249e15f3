"""Swaps the model while the service runs: on `SIGHUP`, or when `POST /model/reload` asks for it."""

import asyncio
import gc
import logging
import math
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from movie_classifier.api.examples import OTHELLO
from movie_classifier.api.inference import Inference
from movie_classifier.checksums import content_hash, digest_files
from movie_classifier.classifier import GenreClassifier, ModelInfo
from movie_classifier.errors import ModelBroken, ModelError
from movie_classifier.film import Film

logger = logging.getLogger(__name__)

SUPERVISOR = "MOVIE_CLASSIFIER_SUPERVISOR"
"""The variable with the id of the process that hands signals on to all workers; `server.py` sets it."""

PROBES = [
    Film(**OTHELLO),
    Film("Alien", "The crew of a spaceship answers a call for help and meets something that hunts them."),
    Film("?", "…"),
]
"""Films that a model has to have an answer for before it is let near a request."""


def load_checked(path: Path) -> GenreClassifier:
    """Load the model at `path`, and see that it gives probabilities.

    Raises:
        ModelError: it cannot be used.
    """
    classifier = GenreClassifier.load(path)
    for scores in classifier.predict_proba(PROBES):
        if not all(math.isfinite(score) and 0 <= score <= 1 for score in scores.values()):
            raise ModelBroken(path, "it gives scores that are no probabilities")
    return classifier


def set_aside_from_collection() -> None:
    """Have the garbage collector leave alone what there is now, but for what is garbage already.

    Else it would look through all of the model's parts again and again, and hold up one request in a hundred by 40 ms.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Reloader:
    """Loads the model's folder again, beside the model that goes on serving meanwhile."""

    def __init__(self, path: Path, inference: Inference) -> None:
        self._path = path
        self._inference = inference
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def reload(self) -> ModelInfo:
        """Serve what is in the folder now; requests that wait already are answered by the model before.

        Where it is what is served already, nothing is loaded: of several workers, the one that was asked hears of it
        again with all others.

        Raises:
            ModelError: what is there cannot be used; the model before goes on serving.
        """
        async with self._one_at_a_time:
            there = content_hash(await asyncio.to_thread(digest_files, self._path))
            if there == self._inference.info.content_hash:
                logger.info("model unchanged")
                return self._inference.info
            classifier = await asyncio.to_thread(load_checked, self._path)
            self._inference.replace(classifier)
            set_aside_from_collection()
            logger.info("model replaced", extra={"version": classifier.info.version})
            return classifier.info

    async def reload_everywhere(self) -> ModelInfo:
        """`reload`, then have the other workers do it too; raises as `reload` does."""
        info = await self.reload()
        if supervisor := os.environ.get(SUPERVISOR):
            os.kill(int(supervisor), signal.SIGHUP)
        return info

    @contextmanager
    def on_hang_up_signal(self) -> Iterator[None]:
        """Reload on `SIGHUP` while in this context; a server in a thread gets no signals, and goes without."""
        loop = asyncio.get_running_loop()
        with suppress(ValueError, RuntimeError, NotImplementedError):
            loop.add_signal_handler(signal.SIGHUP, self._begin)
        yield
        with suppress(ValueError, RuntimeError, NotImplementedError):
            loop.remove_signal_handler(signal.SIGHUP)

    def _begin(self) -> None:
        task = asyncio.get_running_loop().create_task(self._reload_or_log())
        self._tasks.add(task)  # the loop itself holds tasks weakly
        task.add_done_callback(self._tasks.discard)

    async def _reload_or_log(self) -> None:
        try:
            await self.reload()
        except ModelError as error:
            logger.error("model not replaced: %s", error)
