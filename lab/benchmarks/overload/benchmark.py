"""Overload benchmark: three times the sustainable rate. See `python -m lab.benchmarks overload --help`."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from pathlib import Path

import click

from lab.benchmarks.command import benchmark, program, service_command
from lab.benchmarks.films import batch_bodies, read_films
from lab.benchmarks.http_client import Answer, ConnectionPool, request_bytes
from lab.benchmarks.overload.load import Load, closed_loop, open_loop
from lab.benchmarks.overload.report import OVERLOAD_FACTOR, Phase, make_figures, report, requirements
from lab.benchmarks.process import Cores, Server, serving
from lab.benchmarks.report import publish
from movie_classifier.service.settings import Settings

FILMS, REQUEST_BODIES = 16, 200
"""Films per request, and number of different requests. With 16 films, one core can generate three times the load that
another can serve."""

CONNECTIONS = 8
"""Number of clients in the closed loop that measures the sustainable rate."""

CLOSED_SECONDS, WARM_UP_SECONDS = 10, 3
"""Longest duration of the closed loop and of its warm-up. Both are at most as long as the overload."""

PAUSE_SECONDS = 10
"""Seconds between the overload and the measurement of the recovery."""

SAMPLE_SECONDS = 0.2
"""Seconds between two samples of the service's memory."""


def find_fault(answer: Answer) -> str | None:
    """Return what is wrong with a response; None for predictions and for a clean 503."""
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
    """Measure the sustainable rate, run three times that rate, pause, and measure the sustainable rate again."""
    pool = ConnectionPool(server.port)
    closed = min(CLOSED_SECONDS, seconds)
    await closed_loop(pool, requests, CONNECTIONS, min(WARM_UP_SECONDS, seconds), find_fault)
    before = await _watch(server, "before", closed_loop(pool, requests, CONNECTIONS, closed, find_fault))
    rate = max(1.0, OVERLOAD_FACTOR * before.load.rate(HTTPStatus.OK))
    overload = await _watch(server, "overload", open_loop(pool, requests, rate, seconds, find_fault))
    pool.close()
    await asyncio.sleep(PAUSE_SECONDS)
    after = await _watch(server, "after", closed_loop(pool, requests, CONNECTIONS, closed, find_fault))
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


@benchmark
@click.option(
    "--seconds", type=click.FloatRange(min=1), default=30, show_default=True, help="Duration of the overload."
)
@click.option("--max-queue", type=click.IntRange(min=1), default=_default("max_queue"), help="The service's setting.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=_default("timeout"), help="The service's setting.")
def main(
    films: Path, model: Path, python: Path, seconds: float, max_queue: int, timeout: float, results: Path | None
) -> None:
    """Put three times the sustainable load on the service, and report accepted and rejected requests.

    The exit code is 1 if a response was neither predictions nor a clean 503.
    """
    cores = Cores.choose()
    bodies = batch_bodies(read_films(films), FILMS, REQUEST_BODIES)
    requests = [request_bytes("POST", "/genres", body) for body in bodies]
    variables = {"MOVIE_CLASSIFIER_MAX_QUEUE": str(max_queue), "MOVIE_CLASSIFIER_TIMEOUT": str(timeout)}
    with serving(service_command(program(python), model), cores.server, variables) as server:
        os.sched_setaffinity(0, {cores.load})
        before, overload, after = asyncio.run(run(server, requests, seconds))
    figures = make_figures(before, overload, after, timeout, max_queue)
    publish("overload", report(figures), figures, requirements(figures), results)
    if figures["faults"]:
        raise click.ClickException("some responses were neither predictions nor a clean 503")
