"""Whether the service grows, or changes its mind, in a long time: `python -m benchmarks.soak --help`."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from benchmarks.command import Benchmark, films_option, model_option, python_option, results_option, service_command
from benchmarks.exchange import Pool, request_bytes
from benchmarks.films import batch_body, film_body, read_films
from benchmarks.process import Cores, Server, serving
from benchmarks.report import write_results
from benchmarks.soak_report import SAMPLES_A_LINE, Counts, Soak
from benchmarks.soak_requests import Request, RequestMix
from movie_classifier.film import Film

CLIENTS = 8
FIXED_FILMS = 20
ASKED_TIMES = 4
"""How often a worker is asked about the fixed films, on average, over new connections: so that each is asked."""

QUIET_SECONDS = 2
"""Before the fixed films are asked about again: for whatever clients that hung up have left behind."""


class Soaker:
    """Keeps a service busy.

    Args:
        server: the service.
        films: real ones.
        seed: of all that is drawn.
        workers: of the service.
    """

    def __init__(self, server: Server, films: Sequence[Film], seed: int, workers: int) -> None:
        self.server = server
        self.films = films
        self.seed = seed
        self.workers = workers
        self.counts: Counts = Counter()
        self.unexpected: Counts = Counter()
        self.memory: list[tuple[float, float]] = []

    async def run(self, minutes: float, echo: Callable[[str], None]) -> Soak:
        """Ask for `minutes`, and say every minute, or every tenth of a shorter time, how things are."""
        processes, answers = self.server.processes(), await self._fixed_answers()
        start = time.monotonic()
        clients = [asyncio.create_task(self._client(number)) for number in range(CLIENTS)]
        try:
            await self._watch(start, minutes, echo)
        finally:
            for client in clients:
                client.cancel()
            ended = await asyncio.gather(*clients, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):  # which being cancelled is not
                raise error
        await asyncio.sleep(QUIET_SECONDS)
        same = len(answers | await self._fixed_answers()) == 1
        alike = self.server.processes() == processes
        return Soak(minutes, self.memory, self.counts, self.unexpected, same, alike)

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
        mix, pool = RequestMix(self.films, f"{self.seed} {number}"), Pool(self.server.port)
        try:
            while True:
                request = mix.draw()
                outcome, expected = await _outcome(pool, request)
                self.counts[request.kind, outcome] += 1
                if not expected:
                    self.unexpected[request.kind, outcome] += 1
        finally:
            pool.close()

    async def _fixed_answers(self) -> set[tuple[bytes, ...]]:
        """What the fixed films get, one by one and together: one element where all workers agree."""
        films = self.films[:FIXED_FILMS]
        requests = [request_bytes("POST", "/genre", film_body(film)) for film in films]
        requests.append(request_bytes("POST", "/genres", batch_body(films)))
        answers = set()
        for _ in range(ASKED_TIMES * self.workers):
            pool = Pool(self.server.port)
            answers.add(tuple([(await pool.ask(request)).body for request in requests]))
            pool.close()
        return answers


async def _outcome(pool: Pool, request: Request) -> tuple[str, bool]:
    """What became of a request, and whether that is as it should be."""
    try:
        if request.expected is None:
            await pool.abandon(request.data, request.patience)
            return "hung up", True
        status = (await pool.ask(request.data)).status
    except (OSError, EOFError, ValueError) as error:
        return type(error).__name__, False
    return str(status), status == request.expected


@click.command(cls=Benchmark)
@films_option
@model_option
@python_option
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), default=30, show_default=True, help="How long.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Of the service.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of all that is drawn.")
@results_option
def main(films: Path, model: Path, python: Path, minutes: float, workers: int, seed: int, results: Path | None) -> None:
    """Ask the service for a long time about films with words that it has never seen, and watch its memory.

    Exits with 1 if it grows, answers other than before, or does anything else that it should not.
    """
    cores, real = Cores.choose(), read_films(films)
    with serving(service_command(python, model, workers), cores.server) as server:
        os.sched_setaffinity(0, {cores.load})
        soak = asyncio.run(Soaker(server, real, seed, workers).run(minutes, click.echo))
    lines = soak.report()
    click.echo("\n".join(lines))
    if results:
        write_results(results, "soak", lines, soak.as_json() | {"wanted": list(map(asdict, soak.wanted()))})
    if not soak.met():
        raise click.ClickException("not all is as it should be")


if __name__ == "__main__":
    main()
