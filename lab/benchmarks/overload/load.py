"""Generates load: closed loop (clients wait for responses) and open loop (requests arrive at a fixed rate)."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from lab.benchmarks.http_client import Answer, ConnectionPool
from lab.benchmarks.sample_statistics import percentile

FindFault = Callable[[Answer], str | None]
"""Returns what is wrong with a response; None for a correct one."""

REFUSED_SECONDS = 0.1
"""Seconds that a client of the closed loop waits after a 503."""


@dataclass(frozen=True)
class Outcome:
    """The outcome of one request.

    Attributes:
        status: HTTP status; 0 without a response.
        seconds: time from the planned start to the response.
        fault: what was wrong with the response; None for a correct one.
    """

    status: int
    seconds: float
    fault: str | None


@dataclass(frozen=True)
class Load:
    """A load and its outcomes.

    Attributes:
        offered: offered requests per second.
        seconds: time from the start to the last response.
        outcomes: outcomes of all requests.
    """

    offered: float
    seconds: float
    outcomes: Sequence[Outcome]

    def rate(self, status: int) -> float:
        """Return the responses per second with this status."""
        return len(self._seconds(status)) / self.seconds

    def milliseconds(self, status: int, percent: float) -> float | None:
        """Return a percentile of the response time, in milliseconds, of this status."""
        seconds = percentile(self._seconds(status), percent)
        return None if seconds is None else 1_000 * seconds

    def faults(self) -> list[str]:
        """Return the faults of all outcomes that have one."""
        return [outcome.fault for outcome in self.outcomes if outcome.fault is not None]

    def _seconds(self, status: int) -> list[float]:
        return [outcome.seconds for outcome in self.outcomes if outcome.status == status and outcome.fault is None]


async def closed_loop(
    pool: ConnectionPool, requests: Sequence[bytes], connections: int, seconds: float, fault: FindFault
) -> Load:
    """Run clients that send the next request as soon as they have a response. This measures the sustainable rate.

    After a 503, a client waits for `REFUSED_SECONDS`. Otherwise refusals would take up the server's time.
    """
    each, start = itertools.cycle(requests), time.perf_counter()

    async def client() -> list[Outcome]:
        outcomes: list[Outcome] = []
        while (now := time.perf_counter()) - start < seconds:
            outcomes.append(await _send(pool, next(each), now, fault))
            if outcomes[-1].status == HTTPStatus.SERVICE_UNAVAILABLE:
                await asyncio.sleep(REFUSED_SECONDS)
        return outcomes

    outcomes = list(itertools.chain(*await asyncio.gather(*(client() for _ in range(connections)))))
    took = time.perf_counter() - start
    return Load(len(outcomes) / took, took, outcomes)


async def open_loop(
    pool: ConnectionPool, requests: Sequence[bytes], rate: float, seconds: float, fault: FindFault
) -> Load:
    """Send a request every 1/`rate` s, whether earlier ones have been answered or not.

    Response times start when a request was due, so that a late generator does not make the server look fast.
    """
    start, tasks = time.perf_counter(), []
    for request, due in zip(itertools.cycle(requests), _arrivals(start, rate, seconds)):
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(_send(pool, request, due, fault)))
    offered = len(tasks) / max(time.perf_counter() - start, seconds)
    outcomes = await asyncio.gather(*tasks)
    return Load(offered, time.perf_counter() - start, outcomes)


def _arrivals(start: float, rate: float, seconds: float) -> Iterator[float]:
    return (start + number / rate for number in range(int(rate * seconds)))


async def _send(pool: ConnectionPool, request: bytes, due: float, fault: FindFault) -> Outcome:
    try:
        answer = await pool.send(request)
    except (OSError, EOFError, ValueError) as error:
        return Outcome(0, time.perf_counter() - due, f"no answer: {type(error).__name__}")
    # The body is checked after the clock is read.
    seconds = time.perf_counter() - due
    return Outcome(answer.status, seconds, fault(answer))
