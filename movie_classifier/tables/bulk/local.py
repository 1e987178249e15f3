"""Classifies rows with the model in this process, or in worker processes."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from movie_classifier.model.model_info import ModelInfo
from movie_classifier.tables.arrow import answer_rows
from movie_classifier.tables.bulk.transport import Answer, Task, Transport
from movie_classifier.tables.bulk.workers import open_workers

if TYPE_CHECKING:
    from movie_classifier.classifier import GenreClassifier


def count_cores() -> int:
    """Return the number of CPU cores that this process may use.

    macOS and Windows do not say which cores these are; there it is the number of all cores.
    """
    if hasattr(os, "process_cpu_count"):  # Python 3.13
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class InProcess:
    """Classifies in this process, when the answers are waited for; see `Transport`."""

    def __init__(self, classifier: "GenreClassifier") -> None:
        self._classifier = classifier

    def info(self) -> ModelInfo:
        """Return the description of the model."""
        return self._classifier.info

    def submit(self, task: Task, labels: Sequence[str]) -> Answer:
        """Return a function that classifies the task."""
        return partial(answer_rows, self._classifier, *task, labels)


@contextmanager
def open_local(model: Path, processes: int) -> Iterator[Transport]:
    """Return a transport with the model in the folder `model`: in this process for one process, or else in workers.

    Raises:
        ModelError: the model cannot be loaded.
    """
    if processes == 1:
        from movie_classifier.classifier import GenreClassifier  # a process with workers does not need spaCy

        yield InProcess(GenreClassifier.load(model))
    else:
        with open_workers(model, processes) as workers:
            yield workers
