"""Classifies the films of waiting requests together, on a thread beside the event loop."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from types import TracebackType

from movie_classifier.api.metrics import Metrics
from movie_classifier.classifier import GenreClassifier, ModelInfo
from movie_classifier.errors import ServiceBusy
from movie_classifier.film import Film
from movie_classifier.prediction import Prediction, Scores

MAX_FILMS, MAX_CHARACTERS = 64, 50_000
"""What a batch holds at most, though always one film: about 10 ms of work, 200 where every word is new. What is left of
a request waits its turn."""

BREATHER = 4
"""Turns of the event loop after a batch: those who were answered can ask again, so that the next is twice as large."""

ASK_AFTER_SECONDS = 0.1
"""How long a request has waited before its client is asked after: asking takes as long as a quarter of a film."""

Gone = Callable[[], Awaitable[bool]]
"""Says whether the client that asked has hung up."""


class ClientGone(Exception):
    """The client has hung up before its answer was ready."""


async def _never() -> bool:
    return False


class _Job:
    """The films of one request, and what is known of them so far."""

    def __init__(self, films: Sequence[Film], classifier: GenreClassifier, gone: Gone) -> None:
        self.classifier = classifier
        self.scores: list[Scores] = []
        self.answer: asyncio.Future[list[Scores]] = asyncio.get_running_loop().create_future()
        self.started = False
        self._films = films
        self._gone = gone
        self._ask_at = time.monotonic() + ASK_AFTER_SECONDS

    @property
    def waiting(self) -> Sequence[Film]:
        """The films that have no scores yet."""
        return self._films[len(self.scores) :]

    async def unwanted(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self.answer.done() or (time.monotonic() > self._ask_at and await self._gone())

    def expire(self, seconds: float) -> None:
        """Refuse the request, unless its turn has come."""
        if not self.started:
            self.fail(ServiceBusy(f"the request waited for {seconds:g} s"))

    def fail(self, error: Exception) -> None:
        """End the request with `error`, unless it has ended."""
        if not self.answer.done():
            self.answer.set_exception(error)

    def add(self, scores: Sequence[Scores]) -> None:
        """Take the scores of the next films, and answer when there are no more."""
        self.scores.extend(scores)
        if not self.waiting and not self.answer.done():
            self.answer.set_result(self.scores)


class Inference:
    """The classifier's verbs as coroutines.

    Requests that arrive while the thread is at work wait in a queue. Then as many of their films as a batch holds are
    classified in one go, which costs a third of one after the other. Whoever has more films than that goes back to the
    end of the queue with the rest, so that no request can hold up the others for long. One thread is enough: the model
    computes on one core, and only one call may be in spaCy's memory zone.

    As a context manager it ends the thread after the calls that it has already taken.

    Args:
        classifier: the model.
        max_queue: requests that may wait.
        timeout: seconds that one may wait for its turn.
        metrics: where films, batches and the queue are counted.
    """

    def __init__(self, classifier: GenreClassifier, max_queue: int, timeout: float, metrics: Metrics) -> None:
        self._metrics = metrics
        self.replace(classifier)
        self._max_queue = max_queue
        self._timeout = timeout
        self._queue: deque[_Job] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="inference")

    @property
    def info(self) -> ModelInfo:
        """What the model says of itself."""
        return self._classifier.info

    def replace(self, classifier: GenreClassifier) -> None:
        """Have `classifier` answer the requests that come from now on."""
        self._classifier = classifier
        self._metrics.model(classifier.info)

    async def predict_proba(self, films: Sequence[Film], gone: Gone = _never) -> list[Scores]:
        """See `GenreClassifier.predict_proba`.

        Raises:
            ServiceBusy: too many requests wait, or this one has waited too long.
        """
        return (await self._ask(films, gone)).scores

    async def predict(self, films: Sequence[Film], gone: Gone = _never) -> list[Prediction]:
        """See `GenreClassifier.predict`; raises as `predict_proba` does."""
        job = await self._ask(films, gone)
        thresholds = job.classifier.info.thresholds
        return [
            Prediction.from_scores(film.title, scores, thresholds)
            for film, scores in zip(films, job.scores, strict=True)
        ]

    async def _ask(self, films: Sequence[Film], gone: Gone) -> _Job:
        if len(self._queue) >= self._max_queue:
            raise ServiceBusy(f"{len(self._queue)} requests are waiting already")
        job = _Job(films, self._classifier, gone)
        self._queue.append(job)
        self._metrics.queue(len(self._queue))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        loop = asyncio.get_running_loop()
        expiry = loop.call_later(self._timeout, job.expire, self._timeout)
        try:
            await job.answer
        finally:
            expiry.cancel()
        return job

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        while batch := await self._next_batch():
            films = [film for _, part in batch for film in part]
            classifier = batch[0][0].classifier
            try:
                scores = await loop.run_in_executor(self._executor, classifier.predict_proba, films)
            except Exception as error:  # of spaCy's; every request of the batch has to end
                for job, _ in batch:
                    job.fail(error)
                continue
            self._metrics.batch([max(each, key=each.__getitem__) for each in scores])
            each = iter(scores)
            for job, part in batch:
                job.add(list(islice(each, len(part))))
            for _ in range(BREATHER):
                await asyncio.sleep(0)

    async def _next_batch(self) -> list[tuple[_Job, Sequence[Film]]]:
        """Jobs and the films of theirs whose turn it is; all for the same classifier. Empty when none wait."""
        batch: list[tuple[_Job, Sequence[Film]]] = []
        films, characters, rest = 0, 0, []
        while self._queue and films < MAX_FILMS and characters < MAX_CHARACTERS:
            if batch and self._queue[0].classifier is not batch[0][0].classifier:
                break
            job = self._queue.popleft()
            if await job.unwanted():
                job.fail(ClientGone())
                continue
            job.started = True
            part = []
            for film in job.waiting:
                part.append(film)
                films, characters = films + 1, characters + len(film.title) + len(film.description)
                if films >= MAX_FILMS or characters >= MAX_CHARACTERS:
                    break
            batch.append((job, part))
            if len(part) < len(job.waiting):
                rest.append(job)
        self._queue.extend(rest)
        self._metrics.queue(len(self._queue))
        return batch

    def __enter__(self) -> "Inference":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._executor.shutdown()
