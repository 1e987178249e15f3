"""Classifies rows through the service, with several requests under way."""

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from http import HTTPStatus
from typing import Any

from movie_classifier.client import GenreClient
from movie_classifier.errors import ServiceAnswerError
from movie_classifier.film import Film
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.prediction import Prediction
from movie_classifier.tables.arrow import answer_rows
from movie_classifier.tables.bulk.transport import Answer, Task

RETRIES = 8
"""How often a request is repeated. The pauses add up to two minutes, or to eight if the service asks for long ones."""


class Requests:
    """Classifies through the service; see `Transport`.

    The threads are daemons: they end with the process, also during a pause before a retry.

    Args:
        url, timeout, api_key: see `GenreClient`.
        requests: number of requests under way at the same time.
    """

    def __init__(self, url: str, timeout: float, api_key: str | None, requests: int) -> None:
        self._connect = partial(GenreClient, url, timeout, api_key)
        self._about: GenreClient | None = None
        self._tasks: queue.SimpleQueue[tuple[Future[Any], Task, Sequence[str]]] = queue.SimpleQueue()
        for _ in range(requests):
            threading.Thread(target=self._work, daemon=True).start()

    def info(self) -> ModelInfo:
        """Return the description of the model that the service has now.

        The first request is not repeated if it fails: the address may be wrong.

        Raises:
            ServiceError: the service cannot be reached, or answers with an error.
        """
        if self._about is not None:
            return self._about.info
        with self._connect(0) as first:
            info = first.info
        self._about = self._connect(RETRIES)
        return info

    def submit(self, task: Task, labels: Sequence[str]) -> Answer:
        """Give the task to the next free thread; see `Transport`."""
        future: Future[Any] = Future()
        self._tasks.put((future, task, labels))
        return future.result

    def _work(self) -> None:
        client = DividingClient(self._connect(RETRIES))
        while True:
            future, task, labels = self._tasks.get()
            try:
                future.set_result(answer_rows(client, *task, labels))
            except Exception as error:  # it is raised where the answers are waited for
                future.set_exception(error)


class DividingClient:
    """Divides films over two requests if the service, or a proxy before it, answers that one is too large."""

    def __init__(self, client: GenreClient) -> None:
        self._client = client

    def predict(self, films: Sequence[Film], /) -> list[Prediction]:
        """Return the prediction for each film."""
        if not films:
            return []
        try:
            return self._client.predict(films)
        except ServiceAnswerError as error:
            if error.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE or len(films) == 1:
                raise
        half = len(films) // 2
        return self.predict(films[:half]) + self.predict(films[half:])
