"""Classifies the films of concurrent requests in batches, on a thread beside the event loop."""

import asyncio
import math
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from types import TracebackType

from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import ServiceBusy
from movie_classifier.film import Film
from movie_classifier.model.explanation import Explanation, find_parts, make_variants
from movie_classifier.model.genres import find_labels
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.prediction import Prediction
from movie_classifier.service.inference.job import IsDisconnected, Job, never_disconnected
from movie_classifier.service.inference.pace import Pace
from movie_classifier.service.metrics import Metrics

MAX_BATCH_FILMS, MAX_BATCH_CHARACTERS = 64, 50_000
"""Limits of one batch, which always has at least one film: about 10 ms of work, 200 ms when every word is new. The rest
of a larger request is queued again. A slower model has a smaller limit of its own: `GenreClassifier.batch_size`."""

EVENT_LOOP_YIELDS = 4
"""How many times the worker yields to the event loop after a batch. Clients that have just received a response can then
send their next request, which doubles the size of the next batch."""

EXPECTED_SHARE = 0.8
"""Largest share of the timeout that a request may be expected to take if it has to wait. The estimate is rough, because
some films take longer than others."""

CHECK_FILM = Film("Alien", "The crew of a spaceship meets something that hunts them.")
"""What is classified to find out whether the service can classify."""


class BatchedInference:
    """Asynchronous `predict` and `explain` that classify the films of concurrent requests in batches.

    Requests wait in a queue while the thread is busy. The next batch takes films from the front of the queue until it
    is full. A batch takes a third of the time of classifying its films one by one. If a request has more films than
    fit, the rest goes to the end of the queue, so that no request delays the others for long. One thread is enough: the
    model uses one core, and its vocabulary is not thread-safe.

    As a context manager, it waits for the running batch and ends the thread on exit.

    Args:
        classifier: the model.
        max_queue: maximum number of waiting films. A larger request is accepted if no other request waits.
        timeout: seconds after which a waiting request fails. The deadline is checked before each batch, so that a
            request of several batches is not exempt after its first one. A request that is expected to take more than
            `EXPECTED_SHARE` of the timeout is refused at once, unless no other request waits.
        metrics: counts films and batches, and reports the length of the queue.
    """

    def __init__(self, classifier: GenreClassifier, max_queue: int, timeout: float, metrics: Metrics) -> None:
        self._metrics = metrics
        self.replace_classifier(classifier)
        self._max_queue = max_queue
        self._timeout = timeout
        self._queue: deque[Job] = deque()
        self._waiting = 0  # films in the queue
        self._pace = Pace()
        self._worker: asyncio.Task[None] | None = None
        self._failed = False  # the last batch
        self._overdue_at = math.inf  # when the running batch has taken longer than a request may wait
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inference")

    @property
    def info(self) -> ModelInfo:
        """Description of the current model."""
        return self._classifier.info

    @property
    def card(self) -> str | None:
        """Card of the current model in Markdown; None if it has none."""
        return self._classifier.card

    def replace_classifier(self, classifier: GenreClassifier) -> None:
        """Use `classifier` for all requests from now on. Requests in the queue keep the previous one."""
        self._classifier = classifier
        self._metrics.set_model(classifier.info)

    async def predict(
        self, films: Sequence[Film], is_disconnected: IsDisconnected = never_disconnected
    ) -> list[Prediction]:
        """Return the prediction for each film; see `GenreClassifier.predict`.

        Raises:
            ServiceBusy: the queue is full, or the timeout has passed and films of the request still wait.
            ClientDisconnected: the client disconnected before the films were classified.
        """
        return await self._submit(films, is_disconnected)

    async def explain(
        self, film: Film, genre: str | None, is_disconnected: IsDisconnected = never_disconnected
    ) -> Explanation:
        """Return the explanation of `genre`; see `GenreClassifier.explain`.

        All variants of the film are one request in the queue. Raises the errors of `predict`, and `UnknownGenre`.
        """
        if genre is not None:
            [genre] = find_labels([genre], self.info.labels)
        parts, knows = find_parts(film), self._classifier.knows
        predictions = await self._submit(make_variants(film, parts), is_disconnected, variants=True)
        return Explanation.from_scores(film, parts, [prediction.scores for prediction in predictions], genre, knows)

    async def can_classify(self) -> bool:
        """Return whether films can be classified now.

        After a batch that failed, which may have been the fault of its films, one film is classified to find out.
        """
        if self._failed and time.monotonic() < self._overdue_at:
            with suppress(Exception):
                await self.predict([CHECK_FILM])
        return not self._failed and time.monotonic() < self._overdue_at

    async def _submit(
        self, films: Sequence[Film], is_disconnected: IsDisconnected, variants: bool = False
    ) -> list[Prediction]:
        """Queue the films, start the worker if it is idle, and wait for the result."""
        self._refuse_if_busy(len(films))
        job = Job(films, self._classifier, is_disconnected, variants, self._timeout)
        self._enqueue([job])
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._run_batches())
        loop = asyncio.get_running_loop()
        expiry = loop.call_later(self._timeout, job.expire)
        try:
            return await job.result
        finally:
            expiry.cancel()

    def _refuse_if_busy(self, films: int) -> None:
        """Raise `ServiceBusy` if too many films wait for a request of `films` to be accepted.

        A request is always accepted if no other request waits.
        """
        if self._waiting and (self._waiting + films > self._max_queue or self._is_too_slow_for(films)):
            raise ServiceBusy(f"{self._waiting} films are waiting already")

    def _is_too_slow_for(self, films: int) -> bool:
        """Return whether a request of `films`, which takes turns with those that wait, is expected to take too long."""
        longest = EXPECTED_SHARE * self._timeout
        if self._pace.expect(self._waiting + films) <= longest:  # even after all waiting films
            return False
        limit = _batch_limit(self._classifier)
        in_turns = math.ceil(films / limit) * limit
        ahead = sum(min(job.waiting, in_turns) for job in self._queue if not job.result.done())
        return ahead > 0 and self._pace.expect(ahead + films) > longest

    async def _run_batches(self) -> None:
        """Classify batches until the queue is empty. Whatever fails, only the requests of that batch fail."""
        while self._queue:
            batch: list[tuple[Job, Sequence[Film]]] = []
            try:
                await self._fill(batch)
                if batch:
                    await self._classify(batch)
                    self._failed = False
            except Exception as error:  # spaCy can raise anything, and no request of the batch may wait forever
                self._failed = True
                for job, _ in batch:
                    job.fail(error)
            for _ in range(EVENT_LOOP_YIELDS):
                await asyncio.sleep(0)

    async def _classify(self, batch: Sequence[tuple[Job, Sequence[Film]]]) -> None:
        """Classify a batch on the thread, count it, and give each job its predictions."""
        films = [film for _, part in batch for film in part]
        classify = batch[0][0].classifier.predict
        start = time.monotonic()
        self._overdue_at = start + self._timeout
        try:
            predictions = await asyncio.get_running_loop().run_in_executor(self._executor, classify, films)
        finally:
            self._overdue_at = math.inf
        self._pace.count(len(films), time.monotonic() - start)
        self._metrics.count_batch(len(films))
        each = iter(predictions)
        for job, part in batch:
            own = list(islice(each, len(part)))
            if job.variants:
                self._metrics.count_variants(len(own))
            else:
                self._metrics.count_films([prediction.genre for prediction in own])
            job.add_predictions(own)

    async def _fill(self, batch: list[tuple[Job, Sequence[Film]]]) -> None:
        """Move jobs of one classifier from the queue to the batch, each with the films to classify now."""
        films, characters, unfinished, limit = 0, 0, [], MAX_BATCH_FILMS
        while self._queue and films < limit and characters < MAX_BATCH_CHARACTERS:
            if batch and self._queue[0].classifier is not batch[0][0].classifier:
                break
            job = self._queue.popleft()
            self._waiting -= job.waiting
            if await job.is_cancelled():
                continue
            limit = _batch_limit(job.classifier)
            part = []
            for film in job.waiting_films:
                part.append(film)
                films, characters = films + 1, characters + len(film.title) + len(film.description)
                if films >= limit or characters >= MAX_BATCH_CHARACTERS:
                    break
            batch.append((job, part))
            job.take(len(part))
            if job.waiting:
                unfinished.append(job)
        self._enqueue(unfinished)

    def _enqueue(self, jobs: Sequence[Job]) -> None:
        """Put jobs at the end of the queue, and count the films that wait."""
        self._queue.extend(jobs)
        self._waiting += sum(job.waiting for job in jobs)
        self._metrics.set_queue_length(self._waiting)

    def __enter__(self) -> "BatchedInference":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._executor.shutdown()


def _batch_limit(classifier: GenreClassifier) -> int:
    return min(MAX_BATCH_FILMS, classifier.batch_size)
