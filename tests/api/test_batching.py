import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from movie_classifier.api import batching
from movie_classifier.api.batching import MAX_CHARACTERS, MAX_FILMS, BatchedInference, ClientDisconnected
from movie_classifier.api.metrics import Metrics
from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import ServiceBusy
from movie_classifier.film import Film
from movie_classifier.prediction import Scores
from tests.conftest import TINY_FILMS

FILMS = [film for film, _ in TINY_FILMS]


class Gate(GenreClassifier):
    """The real classifier, which waits until it is let through, and notes what it was asked."""

    open: threading.Event
    asked: list[list[Film]]

    def predict_proba(self, films: Sequence[Film]) -> list[Scores]:
        self.asked.append(list(films))
        assert self.open.wait(10)
        if any(film.title == "Broken" for film in films):
            raise RuntimeError("broken")
        return super().predict_proba(films)


@pytest.fixture(scope="module")
def loaded(tiny_model: Path) -> Gate:
    classifier = Gate.load(tiny_model)
    assert isinstance(classifier, Gate)
    return classifier


@pytest.fixture
def gate(loaded: Gate) -> Iterator[Gate]:
    loaded.open, loaded.asked = threading.Event(), []
    yield loaded
    loaded.open.set()


def run(
    gate: Gate, use: Callable[[BatchedInference], Coroutine[Any, Any, None]], max_queue: int = 1000, timeout: float = 10
) -> None:
    async def main() -> None:
        with BatchedInference(gate, max_queue, timeout, Metrics()) as inference:
            await use(inference)

    asyncio.run(main())


async def begin(inference: BatchedInference, films: list[Film], gate: Gate) -> asyncio.Task[list[Scores]]:
    """A request that is being worked on, so that others have to wait."""
    task = asyncio.create_task(inference.predict_proba(films))
    while not gate.asked:
        await asyncio.sleep(0.001)
    return task


def test_what_waits_together_is_classified_together(gate: Gate) -> None:
    async def use(inference: BatchedInference) -> None:
        first = await begin(inference, FILMS[:1], gate)
        others = [asyncio.create_task(inference.predict_proba([film])) for film in FILMS[1:8]]
        await asyncio.sleep(0.01)
        gate.open.set()
        answers = [await task for task in [first, *others]]
        alone = [(await inference.predict_proba([film]))[0] for film in FILMS[:8]]
        assert [answer[0] for answer in answers] == [pytest.approx(scores, abs=1e-6) for scores in alone]

    run(gate, use)
    assert gate.asked[:2] == [FILMS[:1], FILMS[1:8]]


def test_a_large_request_does_not_hold_up_others(gate: Gate) -> None:
    async def use(inference: BatchedInference) -> None:
        gate.open.set()
        large = asyncio.create_task(inference.predict(FILMS * 20))
        long = asyncio.create_task(inference.predict([Film("Long", "word " * 4_000)] * 20))
        await asyncio.sleep(0)
        assert len(await inference.predict_proba(FILMS[:1])) == 1
        assert not large.done()
        assert not long.done()
        assert [prediction.title for prediction in await large] == [film.title for film in FILMS * 20]
        assert len(await long) == 20

    run(gate, use)
    assert max(map(len, gate.asked)) <= MAX_FILMS
    assert max(sum(len(film.description) for film in films[:-1]) for films in gate.asked) < MAX_CHARACTERS


def test_refuses_at_once_when_too_many_wait(gate: Gate) -> None:
    async def use(inference: BatchedInference) -> None:
        tasks = [await begin(inference, FILMS[:1], gate)]
        tasks += [asyncio.create_task(inference.predict_proba([film])) for film in FILMS[1:4]]
        await asyncio.sleep(0.01)
        with pytest.raises(ServiceBusy, match="3 requests are waiting"):
            await inference.predict_proba(FILMS[:1])
        gate.open.set()
        for task in tasks:
            assert len(await task) == 1
        assert len(await inference.predict_proba(FILMS[:1])) == 1

    run(gate, use, max_queue=3)


def test_work_that_waited_too_long_is_not_done(gate: Gate) -> None:
    async def use(inference: BatchedInference) -> None:
        first = await begin(inference, FILMS[:1], gate)
        with pytest.raises(ServiceBusy, match=r"waited for 0\.05 s"):
            await inference.predict_proba(FILMS[1:2])
        gate.open.set()
        assert len(await first) == 1  # its own turn had come, so it is not cut
        assert len(await inference.predict_proba(FILMS[2:3])) == 1

    run(gate, use, timeout=0.05)
    assert gate.asked == [FILMS[:1], FILMS[2:3]]


def test_work_of_a_client_that_has_gone_is_not_done(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "DISCONNECT_CHECK_DELAY", 0)

    async def is_disconnected() -> bool:
        return True

    async def use(inference: BatchedInference) -> None:
        first = await begin(inference, FILMS[:1], gate)
        left = asyncio.create_task(inference.predict_proba(FILMS[1:2], is_disconnected))
        await asyncio.sleep(0)
        gate.open.set()
        with pytest.raises(ClientDisconnected):
            await left
        assert len(await first) == 1

    run(gate, use)
    assert gate.asked == [FILMS[:1]]


def test_a_client_that_has_only_just_come_is_not_asked_after(gate: Gate) -> None:
    async def is_disconnected() -> bool:
        raise AssertionError("asked")

    async def use(inference: BatchedInference) -> None:
        gate.open.set()
        assert len(await inference.predict_proba(FILMS[:1], is_disconnected)) == 1

    run(gate, use)


def test_an_error_ends_its_batch_and_nothing_else(gate: Gate) -> None:
    async def use(inference: BatchedInference) -> None:
        gate.open.set()
        with pytest.raises(RuntimeError, match="broken"):
            await inference.predict_proba([Film("Broken", "x")])
        assert len(await inference.predict_proba(FILMS[:1])) == 1

    run(gate, use)
