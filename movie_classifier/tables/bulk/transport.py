"""How rows get to a classifier: in this process, in worker processes, or over HTTP."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from movie_classifier.choice.decision import Decision
from movie_classifier.model.model_info import ModelInfo

Answer = Callable[[], Any]
"""Waits for the answers of some rows, and returns them; see `answer_rows`."""


class Task(NamedTuple):
    """Rows to classify; see `classify_rows`."""

    titles: Sequence[object]
    descriptions: Sequence[object]
    decision: Decision | None = None


class Transport(Protocol):
    """Classifies tasks. Several may be under way."""

    def info(self) -> ModelInfo:
        """Return the description of the model."""

    def submit(self, task: Task, labels: Sequence[str]) -> Answer:
        """Start to classify a task, and return a function that waits for its answers."""
