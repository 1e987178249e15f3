import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import pytest

from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import ServiceBusy
from movie_classifier.film import Film
from movie_classifier.prediction import Prediction
from movie_classifier.service.inference import batching, job
from movie_classifier.service.inference.batching import (
    MAX_BATCH_CHARACTERS,
    MAX_BATCH_FILMS,
    BatchedInference,
)
from movie_classifier.service.inference.job import ClientDisconnected
from movie_classifier.service.inference.pace import Pace
from movie_classifier.service.metrics import Metrics
from tests.conftest import TINY_FILMS

FILMS = [film for film, _ in TINY_FILMS]


class BlockingClassifier(GenreClassifier):
    """A classifier that blocks until `unblocked` is set, and records each batch."""

    unblocked: threading.Event
    batches: list[list[Film]]

    def predict(self, films: Sequence[Film]) -> list[Prediction]:  # type: ignore[override]
        self.batches.append(list(films))
        assert self.unblocked.wait(60)
        if any(film.title == "Broken" for film in films):
            raise RuntimeError("broken")
        return super().predict(films)


@pytest.fixture(scope="module")
def loaded(tiny_model: Path) -> BlockingClassifier:
    classifier = BlockingClassifier.load(tiny_model)
    assert isinstance(classifier, BlockingClassifier)
    return classifier


@pytest.fixture
def classifier(loaded: BlockingClassifier) -> Iterator[BlockingClassifier]:
    loaded.unblocked, loaded.batches = threading.Event(), []
    yield loaded
    loaded.unblocked.set()


def run(
    classifier: BlockingClassifier,
    use: Callable[[BatchedInference], Coroutine[Any, Any, None]],
    max_queue: int = 1000,
    timeout: float = 60,
) -> None:
    """Run the coroutine function `use` with an inference of `classifier`."""

    async def main() -> None:
        with BatchedInference(classifier, max_queue, timeout, Metrics()) as inference:
            await use(inference)

    asyncio.run(main())


async def submit_and_wait_for_batch(
    inference: BatchedInference, films: list[Film], classifier: BlockingClassifier
) -> asyncio.Task[list[Prediction]]:
    """Submit a request and return once its batch runs, so that later requests have to wait."""
    task = asyncio.create_task(inference.predict(films))
    while not classifier.batches:
        await asyncio.sleep(0.001)
    return task


def test_a_slow_model_has_small_batches(tiny_accurate_model: Path) -> None:
    """A single film waits for one small batch, not for the whole of a large request before it."""
    classifier = BlockingClassifier.load(tiny_accurate_model)
    assert isinstance(classifier, BlockingClassifier)
    classifier.unblocked, classifier.batches = threading.Event(), []

    async def use(inference: BatchedInference) -> None:
        large = await submit_and_wait_for_batch(inference, FILMS * 4, classifier)
        single = asyncio.create_task(inference.predict(FILMS[:1]))
        await asyncio.sleep(0.01)
        classifier.unblocked.set()
        await single
        assert not large.done()
        assert [each.title for each in await large] == [film.title for film in FILMS * 4]

    run(classifier, use)
    assert max(map(len, classifier.batches)) == classifier.batch_size < MAX_BATCH_FILMS


def test_waiting_requests_are_classified_in_one_batch(classifier: BlockingClassifier) -> None:
    async def use(inference: BatchedInference) -> None:
        first = await submit_and_wait_for_batch(inference, FILMS[:1], classifier)
        others = [asyncio.create_task(inference.predict([film])) for film in FILMS[1:8]]
        await asyncio.sleep(0.01)
        classifier.unblocked.set()
        answers = [await task for task in [first, *others]]
        alone = [(await inference.predict([film]))[0] for film in FILMS[:8]]
        assert [answer[0].scores for answer in answers] == [pytest.approx(each.scores, abs=1e-6) for each in alone]

    run(classifier, use)
    assert classifier.batches[:2] == [FILMS[:1], FILMS[1:8]]


def test_a_large_request_does_not_delay_others(classifier: BlockingClassifier) -> None:
    async def use(inference: BatchedInference) -> None:
        classifier.unblocked.set()
        large = asyncio.create_task(inference.predict(FILMS * 20))
        long = asyncio.create_task(inference.predict([Film("Long", "word " * 4_000)] * 20))
        await asyncio.sleep(0)
        assert len(await inference.predict(FILMS[:1])) == 1
        assert not large.done()
        assert not long.done()
        assert [prediction.title for prediction in await large] == [film.title for film in FILMS * 20]
        assert len(await long) == 20

    run(classifier, use)
    assert max(map(len, classifier.batches)) <= MAX_BATCH_FILMS
    assert max(sum(len(film.description) for film in films[:-1]) for films in classifier.batches) < MAX_BATCH_CHARACTERS


def test_a_full_queue_rejects_requests_immediately(classifier: BlockingClassifier) -> None:
    async def use(inference: BatchedInference) -> None:
        tasks = [await submit_and_wait_for_batch(inference, FILMS[:1], classifier)]
        tasks += [asyncio.create_task(inference.predict([film])) for film in FILMS[1:4]]
        await asyncio.sleep(0.01)
        with pytest.raises(ServiceBusy, match="3 films are waiting"):
            await inference.predict(FILMS[:1])
        classifier.unblocked.set()
        for task in tasks:
            assert len(await task) == 1
        assert len(await inference.predict(FILMS[:1])) == 1

    run(classifier, use, max_queue=3)


def test_requests_that_would_wait_too_long_are_rejected_immediately(
    classifier: BlockingClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each film takes a second, so 48 films take 0.8 of the timeout. Requests take turns, eight films at a time."""
    monkeypatch.setattr(Pace, "expect", lambda self, films: 1.0 * films)
    monkeypatch.setattr(batching, "MAX_BATCH_FILMS", 8)

    async def use(inference: BatchedInference) -> None:
        first = await submit_and_wait_for_batch(inference, FILMS[:1], classifier)
        large = asyncio.create_task(inference.predict((FILMS * 20)[:100]))  # no other request waits
        await asyncio.sleep(0)
        accepted = asyncio.create_task(inference.predict(FILMS[:20]))  # after 24 films of the large one
        await asyncio.sleep(0)
        with pytest.raises(ServiceBusy, match="120 films are waiting"):
            await inference.predict(FILMS[:1] * 25)  # after 32 films of the large one and all of the accepted ones
        classifier.unblocked.set()
        assert [len(each) for each in await asyncio.gather(first, large, accepted)] == [1, 100, 20]

    run(classifier, use, timeout=60)


def test_expired_requests_are_not_classified(classifier: BlockingClassifier) -> None:
    async def use(inference: BatchedInference) -> None:
        first = await submit_and_wait_for_batch(inference, FILMS[:1], classifier)
        with pytest.raises(ServiceBusy, match=r"not answered within 0\.5 s"):
            await inference.predict(FILMS[1:2])
        classifier.unblocked.set()
        assert len(await first) == 1  # its films were being classified, so it did not expire
        assert len(await inference.predict(FILMS[2:3])) == 1

    run(classifier, use, timeout=0.5)
    assert classifier.batches == [FILMS[:1], FILMS[2:3]]


def test_requests_of_disconnected_clients_are_not_classified(
    classifier: BlockingClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "DISCONNECT_CHECK_DELAY", 0)

    async def is_disconnected() -> bool:
        return True

    async def use(inference: BatchedInference) -> None:
        first = await submit_and_wait_for_batch(inference, FILMS[:1], classifier)
        cancelled = asyncio.create_task(inference.predict(FILMS[1:2], is_disconnected))
        await asyncio.sleep(0)
        classifier.unblocked.set()
        with pytest.raises(ClientDisconnected):
            await cancelled
        assert len(await first) == 1

    run(classifier, use)
    assert classifier.batches == [FILMS[:1]]


def test_recent_requests_are_not_checked_for_a_disconnect(classifier: BlockingClassifier) -> None:
    async def is_disconnected() -> bool:
        raise AssertionError("checked")

    async def use(inference: BatchedInference) -> None:
        classifier.unblocked.set()
        assert len(await inference.predict(FILMS[:1], is_disconnected)) == 1

    run(classifier, use)


def test_an_error_fails_only_its_own_batch(classifier: BlockingClassifier) -> None:
    async def use(inference: BatchedInference) -> None:
        classifier.unblocked.set()
        with pytest.raises(RuntimeError, match="broken"):
            await inference.predict([Film("Broken", "x")])
        assert len(await inference.predict(FILMS[:1])) == 1

    run(classifier, use)


def test_a_large_request_expires_between_its_batches(classifier: BlockingClassifier) -> None:
    async def use(inference: BatchedInference) -> None:
        large = await submit_and_wait_for_batch(inference, FILMS * 20, classifier)
        with pytest.raises(ServiceBusy):  # it waits behind the blocked batch for as long
            await inference.predict(FILMS[:1])
        classifier.unblocked.set()
        with pytest.raises(ServiceBusy, match=r"not answered within 0\.5 s"):
            await large
        assert len(await inference.predict(FILMS[:1])) == 1

    run(classifier, use, timeout=0.5)
    assert len(classifier.batches) == 2


def test_the_queue_is_bounded_by_films(classifier: BlockingClassifier) -> None:
    async def use(inference: BatchedInference) -> None:
        large = await submit_and_wait_for_batch(inference, FILMS * 20, classifier)  # more than the bound, but alone
        with pytest.raises(ServiceBusy, match=f"{len(FILMS) * 20 - MAX_BATCH_FILMS} films are waiting"):
            await inference.predict(FILMS[:1])
        classifier.unblocked.set()
        assert len(await large) == len(FILMS) * 20
        assert len(await inference.predict(FILMS[:1])) == 1

    run(classifier, use, max_queue=100)


def test_a_failing_metric_fails_only_its_own_batch(
    classifier: BlockingClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = iter([OSError("no space left"), None])

    def count_batch(self: Metrics, films: int) -> None:
        if error := next(counts):
            raise error

    monkeypatch.setattr(Metrics, "count_batch", count_batch)

    async def use(inference: BatchedInference) -> None:
        classifier.unblocked.set()
        with pytest.raises(OSError, match="no space left"):
            await asyncio.wait_for(inference.predict(FILMS[:1]), 60)
        assert len(await asyncio.wait_for(inference.predict(FILMS[:1]), 60)) == 1

    run(classifier, use)


def test_a_failing_disconnect_check_fails_only_its_own_request(
    classifier: BlockingClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "DISCONNECT_CHECK_DELAY", 0)

    async def is_disconnected() -> bool:
        raise OSError("the socket is gone")

    async def use(inference: BatchedInference) -> None:
        classifier.unblocked.set()
        with pytest.raises(OSError, match="socket"):
            await asyncio.wait_for(inference.predict(FILMS[:1], is_disconnected), 60)
        assert len(await asyncio.wait_for(inference.predict(FILMS[:1]), 60)) == 1

    run(classifier, use)


def test_a_batch_has_the_films_of_one_model(classifier: BlockingClassifier) -> None:
    replacement = copy(classifier)
    replacement.unblocked, replacement.batches = classifier.unblocked, []

    async def use(inference: BatchedInference) -> None:
        first = await submit_and_wait_for_batch(inference, FILMS[:1], classifier)
        before = asyncio.create_task(inference.predict(FILMS[1:2]))
        await asyncio.sleep(0)
        inference.replace_classifier(replacement)
        after = asyncio.create_task(inference.predict(FILMS[2:3]))
        await asyncio.sleep(0)
        classifier.unblocked.set()
        await asyncio.gather(first, before, after)

    run(classifier, use)
    assert classifier.batches == [FILMS[:1], FILMS[1:2]]
    assert replacement.batches == [FILMS[2:3]]


class BreakingMetrics(Metrics):
    """Metrics that cannot be written when a batch is taken from the queue."""

    calls = 0

    def set_queue_length(self, films: int) -> None:
        self.calls += 1
        if self.calls == 2:
            raise OSError("no space left on device")
        super().set_queue_length(films)


def test_an_error_while_a_batch_is_taken_fails_its_requests_only(classifier: BlockingClassifier) -> None:
    classifier.unblocked.set()

    async def main() -> None:
        with BatchedInference(classifier, 1000, 60, BreakingMetrics()) as inference:
            with pytest.raises(OSError, match="no space left"):
                await asyncio.wait_for(inference.predict(FILMS[:1]), timeout=60)
            assert len(await inference.predict(FILMS[:1])) == 1

    asyncio.run(main())


def test_a_film_that_breaks_its_batch_does_not_end_readiness(classifier: BlockingClassifier) -> None:
    classifier.unblocked.set()

    async def use(inference: BatchedInference) -> None:
        with pytest.raises(RuntimeError, match="broken"):
            await inference.predict([Film("Broken", "film")])
        assert await inference.can_classify()

    run(classifier, use)


def test_readiness_ends_while_every_batch_fails(
    classifier: BlockingClassifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    classifier.unblocked.set()

    async def use(inference: BatchedInference) -> None:
        with monkeypatch.context() as broken:
            broken.setattr(classifier, "batches", None)
            with pytest.raises(AttributeError):
                await inference.predict(FILMS[:1])
            assert not await inference.can_classify()
        assert await inference.can_classify()

    run(classifier, use)


def test_readiness_ends_while_a_batch_hangs(classifier: BlockingClassifier) -> None:
    async def use(inference: BatchedInference) -> None:
        hanging = await submit_and_wait_for_batch(inference, FILMS[:1], classifier)
        assert await inference.can_classify()
        while await inference.can_classify():
            await asyncio.sleep(0.001)
        classifier.unblocked.set()
        await hanging
        assert await inference.can_classify()

    run(classifier, use, timeout=0.5)
