"""What the service does with three times the work that it can do: `python -m benchmarks.overload --help`."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path

import click

from benchmarks.command import Benchmark, films_option, model_option, python_option, results_option, service_command
from benchmarks.exchange import Answer, Pool, request_bytes
from benchmarks.films import batch_bodies, read_films
from benchmarks.load import Load, closed_loop, open_loop
from benchmarks.overload_report import TIMES, Overload, Phase
from benchmarks.process import Cores, Server, serving
from benchmarks.report import write_results
from movie_classifier.settings import Settings

FILMS, BODIES = 16, 200
"""Films in a request, and different requests: enough work that one core can offer another three times its fill."""

CONNECTIONS = 8
"""Of the closed loop that finds what is sustainable."""

CLOSED_SECONDS, WARM_UP_SECONDS = 10, 3
"""Of the closed loop, at most: it takes no longer than the overload."""

PAUSE_SECONDS = 10
"""After the overload, before the service has to be as fast as before."""

SAMPLE_SECONDS = 0.2
"""Between two looks at the service's memory."""


def fault_of(answer: Answer) -> str | None:
    """What is wrong with an answer that is neither predictions nor a clean refusal; None where it is one of them."""
    if answer.status not in {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}:
        return f"status {answer.status}"
    try:
        body = json.loads(answer.body)
    except ValueError:
        return f"a {answer.status} without JSON"
    if answer.status == HTTPStatus.OK:
        return None if len(body["predictions"]) == FILMS else "a 200 without all predictions"
    if not answer.headers.get("retry-after", "").isdecimal():
        return "a 503 without Retry-After"
    clean = set(body) == {"detail", "errors"} and isinstance(body["detail"], str) and body["errors"] == []
    return None if clean else "a 503 of another shape"


async def run(server: Server, requests: Sequence[bytes], seconds: float) -> list[Phase]:
    """As much as the service can do; three times that; and, after a pause, as much as it can do again."""
    pool = Pool(server.port)
    closed = min(CLOSED_SECONDS, seconds)
    await closed_loop(pool, requests, CONNECTIONS, min(WARM_UP_SECONDS, seconds), fault_of)
    before = await _watch(server, "before", closed_loop(pool, requests, CONNECTIONS, closed, fault_of))
    rate = max(1.0, TIMES * before.load.rate(HTTPStatus.OK))
    overload = await _watch(server, "overload", open_loop(pool, requests, rate, seconds, fault_of))
    pool.close()
    await asyncio.sleep(PAUSE_SECONDS)
    after = await _watch(server, "after", closed_loop(pool, requests, CONNECTIONS, closed, fault_of))
    pool.close()
    return [before, overload, after]


async def _watch(server: Server, name: str, load: Awaitable[Load]) -> Phase:
    click.echo(f"{name}: starts", err=True)
    task, memory = asyncio.ensure_future(load), [server.memory().resident]
    while not task.done():
        await asyncio.wait([task], timeout=SAMPLE_SECONDS)
        memory.append(server.memory().resident)
    return Phase(name, task.result(), memory)


def _default(setting: str) -> Callable[[], object]:
    return lambda: Settings.model_fields[setting].default


@click.command(cls=Benchmark)
@films_option
@model_option
@python_option
@click.option("--seconds", type=click.FloatRange(min=1), default=30, show_default=True, help="Of the overload.")
@click.option("--max-queue", type=click.IntRange(min=1), default=_default("max_queue"), help="The service's setting.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=_default("timeout"), help="The service's setting.")
@results_option
def main(
    films: Path, model: Path, python: Path, seconds: float, max_queue: int, timeout: float, results: Path | None
) -> None:
    """Offer the service three times the work that it can do, and see whom it answers, whom it refuses, and how.

    Exits with 1 if any answer was neither predictions nor a clean 503.
    """
    cores = Cores.choose()
    bodies = batch_bodies(read_films(films), FILMS, BODIES)
    requests = [request_bytes("POST", "/genres", body) for body in bodies]
    variables = {"MOVIE_CLASSIFIER_MAX_QUEUE": str(max_queue), "MOVIE_CLASSIFIER_TIMEOUT": str(timeout)}
    with serving(service_command(python, model), cores.server, variables) as server:
        os.sched_setaffinity(0, {cores.load})
        before, overload, after = asyncio.run(run(server, requests, seconds))
    outcome = Overload(before, overload, after, timeout, max_queue)
    lines = outcome.report()
    click.echo("\n".join(lines))
    if results:
        write_results(results, "overload", lines, outcome.as_json() | {"wanted": list(map(asdict, outcome.wanted()))})
    if outcome.faults():
        raise click.ClickException("some requests were neither answered nor refused as they should be")


if __name__ == "__main__":
    main()
