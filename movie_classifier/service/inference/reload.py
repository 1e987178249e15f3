"""Replaces the model of a running service, on `SIGHUP` or on `POST /model/reload`."""

import asyncio
import gc
import logging
import math
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import ModelBroken, ModelError, ReloadUnsupported
from movie_classifier.film import Film
from movie_classifier.model.checksums import content_hash, digest_files
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.model.model_path import find_model
from movie_classifier.service.inference.batching import BatchedInference
from movie_classifier.service.reload_signal import (
    block_reload_signal,
    has_reload_signal,
    send_reload_signal,
    unblock_reload_signal,
)

logger = logging.getLogger(__name__)

SUPERVISOR_PID_VARIABLE = "MOVIE_CLASSIFIER_SUPERVISOR"
"""Environment variable with the process id of the supervisor, which forwards signals to all workers. `server.py` sets
it."""

CHECK_FILMS = [
    Film("High Plains", "A gunslinger rides into a frontier town."),
    Film("Alien", "The crew of a spaceship answers a call for help and meets something that hunts them."),
    Film("?", "…"),
]
"""Films that a model must classify without errors before it serves requests."""


def load_and_check(path: Path) -> GenreClassifier:
    """Load the model (a folder, or the name of an installed package) and check that it returns probabilities.

    Raises:
        ModelError: the model cannot be used.
    """
    classifier = GenreClassifier.load(path)
    for scores in classifier.predict_proba(CHECK_FILMS):
        if not all(math.isfinite(score) and 0 <= score <= 1 for score in scores.values()):
            raise ModelBroken(path, "it returns scores that are not probabilities")
    return classifier


def freeze_garbage_collector() -> None:
    """Collect garbage, then exclude all remaining objects from later collections.

    Otherwise the collector would traverse the whole model again and again, and delay one request in a hundred by 40 ms.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


class Reloader:
    """Reloads the model in the background; the current model keeps serving until the new one is ready.

    Args:
        path: folder of the model, or the name of an installed package, which may have been updated.
        inference: gets the new model.
        check: raises a `ModelError` if the service cannot use a model.
    """

    def __init__(self, path: Path, inference: BatchedInference, check: Callable[[ModelInfo], None]) -> None:
        self._path = path
        self._inference = inference
        self._check = check
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def reload(self) -> ModelInfo:
        """Load the model's folder and use it for new requests. Requests in the queue keep the previous model.

        If the content of the folder has not changed, nothing is loaded. This happens in the worker that received
        `POST /model/reload`, because the supervisor's signal reaches it too.

        Returns:
            The description of the model now in use.

        Raises:
            ModelError: the new model cannot be used; the current one stays.
        """
        async with self._lock:
            new_hash = content_hash(await asyncio.to_thread(digest_files, find_model(self._path)))
            if new_hash == self._inference.info.content_hash:
                logger.info("model unchanged")
                return self._inference.info
            classifier = await asyncio.to_thread(load_and_check, self._path)
            self._check(classifier.info)
            self._inference.replace_classifier(classifier)
            freeze_garbage_collector()
            logger.info("model replaced", extra={"version": classifier.info.version})
            return classifier.info

    async def reload_all_workers(self) -> ModelInfo:
        """Call `reload`, then signal the other workers to reload too. Raises the errors of `reload`.

        Raises:
            ReloadUnsupported: there are several workers, and the system has no `SIGHUP` to reach them.
        """
        supervisor = os.environ.get(SUPERVISOR_PID_VARIABLE)
        if supervisor and not has_reload_signal():
            raise ReloadUnsupported()
        info = await self.reload()
        if supervisor:
            send_reload_signal(int(supervisor))
        return info

    @contextmanager
    def reload_on_sighup(self) -> Iterator[None]:
        """Reload on `SIGHUP` while the context is active; one that came earlier is obeyed now.

        Outside the main thread, signals cannot be handled. Windows has no such signal.
        """
        if not has_reload_signal() or threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._start_reload)
        unblock_reload_signal()
        yield
        block_reload_signal()  # while the process ends, nothing obeys it
        loop.remove_signal_handler(signal.SIGHUP)

    def _start_reload(self) -> None:
        task = asyncio.get_running_loop().create_task(self._reload_or_log_error())
        self._tasks.add(task)  # the event loop keeps only weak references to tasks
        task.add_done_callback(self._tasks.discard)

    async def _reload_or_log_error(self) -> None:
        try:
            await self.reload()
        except ModelError as error:
            logger.error("model not replaced: %s", error)
