"""Classifies rows with the model in this process, or in worker processes."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

from movie_classifier.bulk.answers import answer_rows
from movie_classifier.bulk.errors import WorkerDied
from movie_classifier.bulk.transport import Answer, Task, Transport
from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import MovieClassifierError
from movie_classifier.model_info import ModelInfo


class InProcess:
    """Classifies in this process, when the answers are waited for; see `Transport`."""

    def __init__(self, classifier: GenreClassifier) -> None:
        self._classifier = classifier

    def info(self) -> ModelInfo:
        """Return the description of the model."""
        return self._classifier.info

    def submit(self, task: Task, labels: Sequence[str]) -> Answer:
        """Return a function that classifies the task."""
        return partial(answer_rows, self._classifier, *task, labels)


class Workers:
    """Classifies in worker processes; see `Transport`. Create it with `open_local`."""

    def __init__(self, executor: ProcessPoolExecutor, model: Path) -> None:
        self._executor, self._model = executor, model

    def info(self) -> ModelInfo:
        """Return the description of the model.

        Raises:
            ModelError: the model cannot be loaded.
        """
        info: ModelInfo = self._submit(_describe, self._model)()
        return info

    def submit(self, task: Task, labels: Sequence[str]) -> Answer:
        """Give the task to the next free worker; see `Transport`."""
        return self._submit(_answer, self._model, task, labels)

    def _submit(self, function: Callable[..., Any], *arguments: object) -> Answer:
        try:
            return partial(_wait, self._executor.submit(function, *arguments))
        except BrokenProcessPool as error:
            raise WorkerDied from error


@contextmanager
def open_local(model: Path, processes: int) -> Iterator[Transport]:
    """Return a transport with the model in the folder `model`: in this process for one process, or else in workers.

    Raises:
        ModelError: the model cannot be loaded.
    """
    if processes == 1:
        yield InProcess(GenreClassifier.load(model))
    else:
        with _open_workers(model, processes) as workers:
            yield workers


@contextmanager
def _open_workers(model: Path, processes: int) -> Iterator[Workers]:
    """Start worker processes with the model in the folder `model`, and stop them at the end.

    The workers also end if this process is killed.
    """
    executor = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _start_worker, (model,))
    # Ctrl-C reaches all processes of a terminal, and this one handles it. Workers inherit that they ignore it.
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for _ in range(processes):
            executor.submit(os.getpid)  # starts a worker, because those before it are not idle yet
    finally:
        signal.signal(signal.SIGINT, handler)
    try:
        yield Workers(executor, model)
    finally:
        executor.shutdown(cancel_futures=True)


def _wait(future: "Future[Any]") -> Any:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise WorkerDied from error


@cache
def _load(model: Path) -> GenreClassifier:
    return GenreClassifier.load(model)


def _start_worker(model: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # for a worker that started later
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(MovieClassifierError):  # raised again by the first task, which can report it
        _load(model)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _describe(model: Path) -> ModelInfo:
    return _load(model).info


def _answer(model: Path, task: Task, labels: Sequence[str]) -> Any:
    return answer_rows(_load(model), *task, labels)
