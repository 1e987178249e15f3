"""The page in a browser: time from the last keystroke to the painted answer, and the cost of explanations.

See `python -m lab.benchmarks page --help`.
"""

import asyncio
import json
import os
import random
import time
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from statistics import median
from typing import Any

import click
from playwright.sync_api import Request

from lab.benchmarks.chromium import open_browser
from lab.benchmarks.command import benchmark, program, service_command
from lab.benchmarks.films import batch_body, film_body, read_films
from lab.benchmarks.http_client import ConnectionPool, request_bytes
from lab.benchmarks.page.report import EXPLAIN, GENRE, GENRES, ROUTES, report, requirements
from lab.benchmarks.process import LOOPBACK, Cores, serving
from lab.benchmarks.report import publish
from movie_classifier.film import Film

WARM_UP_RUNS = 5

SETTLE_MS = 1000
"""Milliseconds before the last keystroke, in which the text so far is answered and explained."""

ROUNDS = 3
"""Requests for each film and route."""

FILMS = 50

LONGEST_TYPED = 300
"""Characters of the descriptions that are typed, as people type them."""

WATCH = """\
window.times = {};
addEventListener("keydown", () => { window.times = { key: performance.now() }; }, true);
const send = window.fetch;
window.fetch = (...request) => {
  if (String(request[0]).endsWith("/genres")) window.times.sent = performance.now();
  return send(...request);
};
addEventListener("DOMContentLoaded", () => {
  new MutationObserver(() => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { window.times.painted ??= performance.now(); };
    channel.port2.postMessage(null);
  })).observe(document.getElementById("answer-result"), { childList: true });
});
"""
"""Script that notes when a key goes down, when the page asks, and when the frame with the answer has been painted: a
message that is sent before a frame is painted arrives after it."""

PAINTED = """\
new Promise(resolve => {
  const look = () => window.times.painted ? resolve(window.times) : setTimeout(look, 5);
  look();
})
"""
"""Expression that waits for the painted answer, and returns the times."""


def measure_page(port: int, films: Sequence[Film], runs: int) -> dict[str, Any]:
    """Type the last letter of `runs` films, and measure until each answer is painted. See `report` for the figures."""
    pauses, answers = list[float](), list[float]()
    with open_browser() as browser:
        page = browser.new_page()
        requests: list[Request] = []

        def keep(request: Request) -> None:
            requests.append(request)

        page.on("requestfinished", keep)
        page.goto(f"http://{LOOPBACK}:{port}/")
        page.wait_for_load_state("networkidle")
        sizes = [request.sizes() for request in requests]
        transferred = sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes)
        page.add_init_script(WATCH)
        page.reload()
        for run in range(WARM_UP_RUNS + runs):
            film = films[run % len(films)]
            page.fill("#title", f"{film.title} {run}")
            page.fill("#description", film.description[:LONGEST_TYPED])
            page.wait_for_timeout(SETTLE_MS)
            page.locator("#description").press("x")
            times = page.evaluate(PAINTED)
            if run >= WARM_UP_RUNS:
                pauses.append(times["sent"] - times["key"])
                answers.append(times["painted"] - times["sent"])
    return {
        "transferred_bytes": transferred, "responses": len(sizes),
        "pause_milliseconds": pauses, "answer_milliseconds": answers,
    }  # fmt: skip


async def measure_costs(port: int, films: Sequence[Film]) -> dict[str, Any]:
    """Send each film to each route in a random order, one request after the other. The first round warms up.

    See `report` for the figures.
    """
    pool, chance = ConnectionPool(port), random.Random(0)  # noqa: S311 - nothing secret
    milliseconds: dict[str, list[float]] = {route: [] for route in ROUTES}
    parts = []
    for number in range(1 + ROUNDS):
        for film in films:
            bodies = {GENRE: film_body(film), GENRES: batch_body([film]), EXPLAIN: film_body(film)}
            for route in chance.sample(ROUTES, len(ROUTES)):
                start = time.perf_counter()
                answer = await pool.send(request_bytes("POST", route, bodies[route]))
                seconds = time.perf_counter() - start
                if answer.status != HTTPStatus.OK:
                    raise ValueError(f"{route} answered {answer.status}")
                if number:
                    milliseconds[route].append(seconds * 1000)
                    if route == EXPLAIN:
                        parts.append(len(json.loads(answer.body)["parts"]))
    pool.close()
    return {
        "requests": len(parts),
        "median_milliseconds": {route: median(values) for route, values in milliseconds.items()},
        "median_parts": median(parts),
    }


@benchmark
@click.option("--runs", type=click.IntRange(min=1), default=50, show_default=True, help="Answers to measure.")
def main(films: Path, model: Path, python: Path, runs: int, results: Path | None) -> None:
    """Use the page in Chromium: time from the last keystroke to the painted answer, and the cost of explanations."""
    cores, real = Cores.choose(), read_films(films, FILMS)
    with serving(service_command(program(python), model), cores.server) as server:
        os.sched_setaffinity(0, {cores.load})
        figures = measure_page(server.port, real, runs) | asyncio.run(measure_costs(server.port, real))
    publish("page", report(figures), figures, requirements(figures), results)
