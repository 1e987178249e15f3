"""Report of the page's benchmark."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from lab.benchmarks.report import Requirement, figure, ratio, require, requirements_table, table
from lab.benchmarks.sample_statistics import percentile

MAX_TRANSFERRED_KB = 100

GENRE, GENRES, EXPLAIN = "/genre", "/genres", "/explain"
ROUTES = (GENRE, GENRES, EXPLAIN)


def requirements(figures: Mapping[str, Any]) -> list[Requirement]:
    """Return the requirements on the page, with the measured values."""
    transferred = figures["transferred_bytes"] / 1000
    return [require("transferred by the first visit", "under", MAX_TRANSFERRED_KB, transferred, " kB")]


def report(figures: Mapping[str, Any]) -> list[str]:
    """Return the lines of the Markdown file.

    Args:
        figures: `transferred_bytes` of all `responses` of the first visit, with their headers; `pause_milliseconds`
            from the last keystroke until the page asks, and `answer_milliseconds` from then until the answer is
            painted; `median_milliseconds` of `requests` single requests to each route; `median_parts` of an
            explanation.
    """
    pauses, answers = figures["pause_milliseconds"], figures["answer_milliseconds"]
    rows = [
        _row("last keystroke to request (the page waits for another keystroke)", pauses),
        _row("request to painted answer", answers),
        _row("last keystroke to painted answer", [sum(times) for times in zip(pauses, answers, strict=True)]),
    ]
    cost = figures["median_milliseconds"]
    costs = [[route, figure(cost[route]), figure(ratio(cost[route], cost[GENRE]))] for route in ROUTES]
    return [
        "# The page in Chromium",
        "",
        f"{len(answers)} answers, warm. The first visit transfers {figures['transferred_bytes'] / 1000:.1f} kB in "
        f"{figures['responses']} responses.",
        "",
        *table(["milliseconds", "median", "p95"], rows),
        "",
        f"One request after the other, median of {figures['requests']} requests for each route, one film in each. An "
        f"explanation has {figure(figures['median_parts'])} parts (median), and classifies the film once for each.",
        "",
        *table(["route", "milliseconds", f"times {GENRE}"], costs),
        "",
        *requirements_table(requirements(figures)),
    ]


def _row(name: str, values: Sequence[float]) -> list[str]:
    return [name, figure(median(values)), figure(percentile(values, 95))]
