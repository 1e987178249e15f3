"""Long-running load: checks for memory growth and for changed answers. See `python -m lab.benchmarks soak --help`."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from lab.benchmarks.command import benchmark, program, service_command
from lab.benchmarks.films import batch_body, film_body, read_films
from lab.benchmarks.http_client import ConnectionPool, request_bytes
from lab.benchmarks.process import Cores, Server, serving
from lab.benchmarks.report import publish
from lab.benchmarks.sample_statistics import slope
from lab.benchmarks.soak.report import report, requirements, settled_after
from lab.benchmarks.soak.requests import Request, RequestMix
from movie_classifier.film import Film

Counts = Counter[tuple[str, str]]
"""(kind of request, outcome) → number of requests."""

SAMPLES_A_LINE = 60
"""Samples of memory for each line of the log."""

CLIENTS = 8
REFERENCE_FILMS = 20
REFERENCE_REPEATS = 4
"""Average number of times that each worker gets the reference films. New connections spread them over the workers."""

SETTLE_SECONDS = 2
"""Pause before the reference films are sent again, so that abandoned requests can finish."""


@dataclass
class SoakTest:
    """Puts a mixed load on a service.

    Attributes:
        server: the service.
        films: real films.
        seed: seed of the requests.
        workers: number of workers of the service.
        counts, unexpected: outcomes by kind of request: all of them, and those that are not expected.
        memory: pairs of minute and memory in MB.
    """

    server: Server
    films: Sequence[Film]
    seed: int
    workers: int
    counts: Counts = field(default_factory=Counter)
    unexpected: Counts = field(default_factory=Counter)
    memory: list[tuple[float, float]] = field(default_factory=list)

    async def run(self, minutes: float, echo: Callable[[str], None]) -> dict[str, Any]:
        """Run for `minutes`, and return the figures of the report.

        Progress is reported every minute, or ten times in a shorter run.
        """
        processes, answers = self.server.processes(), await self._reference_answers()
        start = time.monotonic()
        clients = [asyncio.create_task(self._client(number)) for number in range(CLIENTS)]
        try:
            await self._watch(start, minutes, echo)
        finally:
            for client in clients:
                client.cancel()
            ended = await asyncio.gather(*clients, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):  # CancelledError is no Exception
                raise error
        await asyncio.sleep(SETTLE_SECONDS)
        same = len(answers | await self._reference_answers()) == 1
        megabytes = [each for _, each in self.memory]
        return {
            "minutes": minutes,
            "megabytes": {"start": megabytes[0], "end": megabytes[-1], "peak": max(megabytes)},
            "megabytes_a_minute": slope([point for point in self.memory if point[0] >= settled_after(minutes)]),
            "memory": self.memory[SAMPLES_A_LINE - 1 :: SAMPLES_A_LINE],
            "counts": _nested(self.counts),
            "unexpected": _nested(self.unexpected),
            "same_answers": same,
            "same_processes": self.server.processes() == processes,
        }

    async def _watch(self, start: float, minutes: float, echo: Callable[[str], None]) -> None:
        interval = min(1.0, minutes / 10)
        for sample in range(1, round(minutes / interval) * SAMPLES_A_LINE + 1):
            now = sample * interval / SAMPLES_A_LINE
            await asyncio.sleep(max(0.0, start + 60 * now - time.monotonic()))
            if self.server.process.poll() is not None:
                raise EOFError("the service has ended")
            self.memory.append((now, self.server.memory().resident))
            if sample % SAMPLES_A_LINE == 0:
                echo(self._line(now))

    def _line(self, minute: float) -> str:
        outcomes: Counter[str] = Counter()
        for (_, outcome), count in self.counts.items():
            outcomes[outcome] += count
        recent = [megabytes for _, megabytes in self.memory[-SAMPLES_A_LINE:]]
        counts = ", ".join(f"{outcome}: {count:,}" for outcome, count in sorted(outcomes.items()))
        return f"minute {minute:.3g}: {recent[-1]:.1f} MB, at most {max(recent):.1f}; {counts}"

    async def _client(self, number: int) -> None:
        mix, pool = RequestMix(self.films, f"{self.seed} {number}"), ConnectionPool(self.server.port)
        try:
            while True:
                request = mix.draw()
                outcome, expected = await _outcome(pool, request)
                self.counts[request.kind, outcome] += 1
                if not expected:
                    self.unexpected[request.kind, outcome] += 1
        finally:
            pool.close()

    async def _reference_answers(self) -> set[tuple[bytes, ...]]:
        """Return the answers to the reference films, single and together: one element if all workers agree."""
        films = self.films[:REFERENCE_FILMS]
        requests = [request_bytes("POST", "/genre", film_body(film)) for film in films]
        requests.append(request_bytes("POST", "/genres", batch_body(films)))
        answers = set()
        for _ in range(REFERENCE_REPEATS * self.workers):
            pool = ConnectionPool(self.server.port)
            answers.add(tuple([(await pool.send(request)).body for request in requests]))
            pool.close()
        return answers


def _nested(counts: Counts) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (kind, outcome), count in sorted(counts.items()):
        nested.setdefault(kind, {})[outcome] = count
    return nested


async def _outcome(pool: ConnectionPool, request: Request) -> tuple[str, bool]:
    """Send a request, and return its outcome and whether it is the expected one."""
    try:
        if request.expected is None:
            await pool.abandon(request.data, request.timeout_seconds)
            return "disconnected", True
        status = (await pool.send(request.data)).status
    except (OSError, EOFError, ValueError) as error:
        return type(error).__name__, False
    return str(status), status == request.expected


@benchmark
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), default=30, show_default=True, help="Duration.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Workers of the service.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the requests.")
def main(films: Path, model: Path, python: Path, minutes: float, workers: int, seed: int, results: Path | None) -> None:
    """Send films with unknown words to the service for a long time, and watch its memory.

    The exit code is 1 if memory grows, if answers change, or if a request has an unexpected outcome.
    """
    cores, real = Cores.choose(), read_films(films)
    with serving(service_command(program(python), model, workers), cores.server) as server:
        os.sched_setaffinity(0, {cores.load})
        figures = asyncio.run(SoakTest(server, real, seed, workers).run(minutes, click.echo))
    wanted = requirements(figures)
    publish("soak", report(figures), figures, wanted, results)
    if not all(each.met for each in wanted):
        raise click.ClickException("a requirement is not met")
