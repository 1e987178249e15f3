"""Two kinds of load: clients that wait for their answers, and arrivals that do not."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from benchmarks.exchange import Answer, Pool
from benchmarks.figures import percentile

Fault = Callable[[Answer], str | None]
"""Says what is wrong with an answer; None where nothing is."""

REFUSED_SECONDS = 0.1
"""How long a client that waits for its answers waits after a refusal."""


@dataclass(frozen=True)
class Outcome:
    """What became of a request.

    Attributes:
        status: of the answer; 0 where there was none.
        seconds: from when it was due to when it was answered.
        fault: what was wrong; None where nothing was.
    """

    status: int
    seconds: float
    fault: str | None


@dataclass(frozen=True)
class Load:
    """A load and what became of it.

    Attributes:
        offered: requests a second.
        seconds: from its start to the last answer.
        outcomes: of all its requests.
    """

    offered: float
    seconds: float
    outcomes: Sequence[Outcome]

    def rate(self, status: int) -> float:
        """Answers of this status in a second."""
        return len(self._seconds(status)) / self.seconds

    def milliseconds(self, status: int, percent: float) -> float | None:
        """A percentile of the time to an answer of this status."""
        seconds = percentile(self._seconds(status), percent)
        return None if seconds is None else 1_000 * seconds

    def faults(self) -> list[str]:
        """What was wrong, each time that something was."""
        return [outcome.fault for outcome in self.outcomes if outcome.fault is not None]

    def _seconds(self, status: int) -> list[float]:
        return [outcome.seconds for outcome in self.outcomes if outcome.status == status and outcome.fault is None]


async def closed_loop(pool: Pool, requests: Sequence[bytes], connections: int, seconds: float, fault: Fault) -> Load:
    """So many clients, each of which asks again as soon as it has its answer: as much as the server can do.

    One that is refused waits a little first: refusals would otherwise take up the time of answers.
    """
    each, start = itertools.cycle(requests), time.perf_counter()

    async def client() -> list[Outcome]:
        outcomes: list[Outcome] = []
        while (now := time.perf_counter()) - start < seconds:
            outcomes.append(await _ask(pool, next(each), now, fault))
            if outcomes[-1].status == HTTPStatus.SERVICE_UNAVAILABLE:
                await asyncio.sleep(REFUSED_SECONDS)
        return outcomes

    outcomes = list(itertools.chain(*await asyncio.gather(*(client() for _ in range(connections)))))
    took = time.perf_counter() - start
    return Load(len(outcomes) / took, took, outcomes)


async def open_loop(pool: Pool, requests: Sequence[bytes], rate: float, seconds: float, fault: Fault) -> Load:
    """A request every 1/`rate` s, whether those before are answered or not.

    Time counts from when a request was due, so that a generator that comes late does not make the server look fast.
    """
    start, tasks = time.perf_counter(), []
    for request, due in zip(itertools.cycle(requests), _arrivals(start, rate, seconds)):
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(_ask(pool, request, due, fault)))
    offered = len(tasks) / max(time.perf_counter() - start, seconds)
    outcomes = await asyncio.gather(*tasks)
    return Load(offered, time.perf_counter() - start, outcomes)


def _arrivals(start: float, rate: float, seconds: float) -> Iterator[float]:
    return (start + number / rate for number in range(int(rate * seconds)))


async def _ask(pool: Pool, request: bytes, due: float, fault: Fault) -> Outcome:
    try:
        answer = await pool.ask(request)
    except (OSError, EOFError, ValueError) as error:
        return Outcome(0, time.perf_counter() - due, f"no answer: {type(error).__name__}")
    # The body is read after the time is.
    seconds = time.perf_counter() - due
    return Outcome(answer.status, seconds, fault(answer))
