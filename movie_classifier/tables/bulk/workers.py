"""Worker processes that each load the model. Pipes connect them with this process.

A pipe has no name that would stay in the system, as semaphores have. So nothing has to be cleaned up if this process is
killed.
"""

import multiprocessing
import os
import queue
import signal
import threading
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from movie_classifier.errors import MovieClassifierError
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.tables.arrow import answer_rows
from movie_classifier.tables.bulk.transport import Answer, Task
from movie_classifier.tables.errors import WorkerDied

if TYPE_CHECKING:
    from movie_classifier.classifier import GenreClassifier

TASKS_UNDER_WAY = 2
"""Number of tasks that a worker has: the next one waits in its pipe, so that a worker never waits for this process."""

Request = tuple[Task, Sequence[str]] | None
"""A task and the labels whose probabilities are wanted, or None for the description of the model."""


class _Waiting(NamedTuple):
    request: Request
    answer: "Future[Any]"


class Workers:
    """Classifies in worker processes; see `Transport`. Create it with `open_workers`."""

    def __init__(self, model: Path, processes: int) -> None:
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._info: Any = None
        self._workers = [_Worker(model, self._waiting) for _ in range(processes)]

    def info(self) -> ModelInfo:
        """Return the description of the model.

        Raises:
            ModelError: the model cannot be loaded.
        """
        if self._info is None:  # the request would wait for all tasks before it, and the model does not change
            self._info = self._submit(None)()
        info: ModelInfo = self._info
        return info

    def submit(self, task: Task, labels: Sequence[str]) -> Answer:
        """Give the task to the next free worker; see `Transport`.

        Raises:
            WorkerDied: a worker has ended.
        """
        return self._submit((task, labels))

    def close(self) -> None:
        """Stop the workers. Tasks that none of them has begun are dropped."""
        with suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        for _ in self._workers:
            self._waiting.put(None)
        for worker in self._workers:
            worker.join()

    def _submit(self, request: Request) -> Answer:
        if not all(worker.is_alive() for worker in self._workers):
            raise WorkerDied
        answer: Future[Any] = Future()
        self._waiting.put(_Waiting(request, answer))
        return answer.result


class _Worker:
    """A worker process, and the two threads that send its requests and receive its answers.

    Each direction has a thread, so that no pipe can be full while its other end waits for another one.
    """

    def __init__(self, model: Path, waiting: "queue.SimpleQueue[_Waiting | None]") -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other_end = context.Pipe()
        self._process = context.Process(target=_work, args=(other_end, model), daemon=True)
        self._process.start()
        other_end.close()
        self._waiting = waiting
        self._sent: queue.SimpleQueue[Future[Any] | None] = queue.SimpleQueue()
        self._free = threading.Semaphore(TASKS_UNDER_WAY)
        self._receiver = threading.Thread(target=self._receive, daemon=True)
        self._receiver.start()
        threading.Thread(target=self._send, daemon=True).start()

    def is_alive(self) -> bool:
        """Return whether the process runs."""
        return self._process.is_alive()

    def join(self) -> None:
        """Wait for the end of the process."""
        self._receiver.join()
        self._process.join()

    def _send(self) -> None:
        while True:
            self._free.acquire()
            waiting = self._waiting.get()
            self._sent.put(waiting and waiting.answer)
            if waiting is None:
                return
            with suppress(OSError):  # the worker has died, which the other thread reports
                self._pipe.send(waiting.request)

    def _receive(self) -> None:
        with self._pipe:
            while (answer := self._sent.get()) is not None:
                try:
                    result = self._pipe.recv()
                except (EOFError, OSError):
                    result = WorkerDied()
                except Exception as error:  # an exception that cannot be unpickled
                    result = error
                self._free.release()
                if isinstance(result, Exception):
                    answer.set_exception(result)
                else:
                    answer.set_result(result)


@contextmanager
def open_workers(model: Path, processes: int) -> Iterator[Workers]:
    """Start worker processes with the model in the folder `model`, and stop them at the end.

    The workers also end if this process is killed.
    """
    # Ctrl-C reaches all processes of a terminal, and this one handles it. Workers inherit that they ignore it.
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        workers = Workers(model, processes)
    finally:
        signal.signal(signal.SIGINT, handler)
    try:
        yield workers
    finally:
        workers.close()


def _work(pipe: Connection, model: Path) -> None:
    """Answer requests until the other end of the pipe is closed. Runs in a worker process."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(Exception):  # raised again by the first request, which can report it
        _load(model)
    with suppress(EOFError, OSError):
        while True:
            pipe.send(_answer(model, pipe.recv()))


def _end_with_parent() -> None:
    """End this process as soon as its parent has ended, also while it loads the model or classifies."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _answer(model: Path, request: Request) -> Any:
    """Return the answer to a request, or the exception that it raises."""
    try:
        classifier = _load(model)
        if request is None:
            return classifier.info
        task, labels = request
        return answer_rows(classifier, *task, labels)
    except MovieClassifierError as error:
        return error
    except Exception as error:
        traceback.print_exc()  # it does not travel with the exception
        return error


@cache
def _load(model: Path) -> "GenreClassifier":
    from movie_classifier.classifier import GenreClassifier  # only workers import spaCy

    return GenreClassifier.load(model)
