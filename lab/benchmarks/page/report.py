"""Report of the page's benchmark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from lab.benchmarks.report import Requirement, figure, ratio, requirements_table, table
from lab.benchmarks.sample_statistics import percentile

MAX_TRANSFERRED_KB = 100

GENRE, GENRES, EXPLAIN = "/genre", "/genres", "/explain"
ROUTES = (GENRE, GENRES, EXPLAIN)


@dataclass
class PageTimes:
    """Measurements in the browser.

    Attributes:
        transferred: bytes of all responses of the first visit, with their headers.
        requests: number of these responses.
        pauses: milliseconds from the last keystroke until the page asks. It waits whether another keystroke follows.
        answers: milliseconds from then until the answer is painted.
    """

    transferred: int = 0
    requests: int = 0
    pauses: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)

    def add(self, times: Mapping[str, float]) -> None:
        """Add the times in milliseconds at which a key went down, the page asked, and the answer was painted."""
        self.pauses.append(times["sent"] - times["key"])
        self.answers.append(times["painted"] - times["sent"])

    def totals(self) -> list[float]:
        """Return milliseconds from the last keystroke to the painted answer."""
        return [pause + answer for pause, answer in zip(self.pauses, self.answers, strict=True)]


@dataclass
class Costs:
    """Milliseconds of single requests by route, and the number of parts of each explanation."""

    milliseconds: dict[str, list[float]] = field(default_factory=lambda: {route: [] for route in ROUTES})
    parts: list[int] = field(default_factory=list)


def requirements(times: PageTimes) -> list[Requirement]:
    """Return the requirements on the page, with the measured values."""
    transferred = times.transferred / 1000
    return [Requirement.under("transferred by the first visit", MAX_TRANSFERRED_KB, transferred, " kB")]


def report(times: PageTimes, costs: Costs) -> tuple[list[str], dict[str, Any]]:
    """Return the lines of the report, and its figures for JSON."""
    transferred = times.transferred / 1000
    rows = {
        "last keystroke to request (the page waits for another keystroke)": times.pauses,
        "request to painted answer": times.answers,
        "last keystroke to painted answer": times.totals(),
    }
    cost = {route: median(values) for route, values in costs.milliseconds.items()}
    lines = [
        "# The page in Chromium",
        "",
        f"{len(times.answers)} answers, warm. The first visit transfers {transferred:.1f} kB in {times.requests} "
        "responses.",
        "",
        *table(["milliseconds", "median", "p95"], [_row(name, values) for name, values in rows.items()]),
        "",
        f"One request after the other, median of {len(costs.parts)} requests for each route, one film in each. An "
        f"explanation has {figure(median(costs.parts))} parts (median), and classifies the film once for each.",
        "",
        *table(
            ["route", "milliseconds", f"times {GENRE}"],
            [[route, figure(cost[route]), figure(ratio(cost[route], cost[GENRE]))] for route in ROUTES],
        ),
        "",
        *requirements_table(requirements(times)),
    ]
    figures = {
        "transferred_bytes": times.transferred,
        "responses": times.requests,
        "pause_milliseconds": times.pauses,
        "answer_milliseconds": times.answers,
        "median_milliseconds": cost,
        "median_parts": median(costs.parts),
    }
    return lines, figures


def _row(name: str, values: Sequence[float]) -> list[str]:
    return [name, figure(median(values)), figure(percentile(values, 95))]
