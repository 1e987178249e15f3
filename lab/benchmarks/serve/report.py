"""Report of the server comparison.

`measured` in the figures has for each server

- `name` and `title` of the case;
- `seconds_to_ready`: time from the start of the process until it is ready;
- `memory_when_ready`, `memory_peak`: resident memory in MB before the first request, and its peak;
- `single`: number of connections → measurement of `POST /genre`, see `lab.benchmarks.wrk.drive`;
- `bulk`: `measurement` of `POST /genres`, `films` per request, `films_per_second`, and `bare_films_per_second` of
  `nlp.pipe` in a bare loop; None if the server does not have that route.
"""

from collections.abc import Mapping
from typing import Any

from lab.benchmarks.case import BESIDE
from lab.benchmarks.report import NONE, Requirement, figure, ratio, require, requirements_table, table
from lab.benchmarks.serve.server_list import EMPTY, OURS, SOURCE

Figures = Mapping[str, Any]

COMPARED_AT, TAIL_AT = "8", "64"
"""Number of connections at which rates are compared, and at which p99 is compared with p50."""

CONNECTIONS = ("1", "8", "64")

LIMIT = "limit: empty endpoint, then `nlp.pipe`"

MIN_RATIO_TO_LIMIT = 0.9
"""Smallest ratio to the limit, at both numbers of connections: the rest is for queue, log and metrics."""

MIN_RATIO_BESIDE = 0.97
"""Smallest ratio of a rate to that of another checkout."""

COSTS = {
    "start to ready s": "seconds_to_ready",
    "memory when ready MB": "memory_when_ready",
    "peak memory MB": "memory_peak",
}


def failures(figures: Figures) -> int:
    """Return the number of failed requests of all servers."""
    many = [row["bulk"]["measurement"] for row in figures["measured"] if row["bulk"]]
    single = [one for row in figures["measured"] for one in row["single"].values()]
    return sum(one["bad_statuses"] + one["socket_errors"] for one in single + many)


def requirements(figures: Figures) -> list[Requirement]:
    """Return the requirements on this service, with the measured values."""
    wanted = [
        require(
            f"/genre, {count} connections: ratio to the limit", "at least", MIN_RATIO_TO_LIMIT,
            ratio(_rate(figures, OURS, count), _limit(figures, count)),
        )
        for count in (COMPARED_AT, TAIL_AT)
    ]  # fmt: skip
    share = ratio(_rate(figures, OURS, COMPARED_AT), _rate(figures, SOURCE, COMPARED_AT))
    wanted.append(require("/genre: ratio to the full `en_core_web_md` pipeline", "at least", 20, share))
    ours = _row(figures, OURS)
    if not ours:
        return wanted
    if bulk := ours["bulk"]:
        share = ratio(bulk["films_per_second"], bulk["bare_films_per_second"])
        wanted.append(require("/genres: ratio to the bare loop", "at least", 0.7, share))
    wanted += [
        require(f"{name}: ratio to the other checkout", "at least", MIN_RATIO_BESIDE, value)
        for name, value in _rates_beside(figures).items()
    ]
    tail = ours["single"][TAIL_AT]
    return [
        *wanted,
        require(f"p99 / p50 at {TAIL_AT} connections", "under", 5, ratio(tail["p99"], tail["p50"])),
        require("time from start to ready", "under", 3, ours["seconds_to_ready"], " s"),
        require("memory of a worker", "at most", 400, ours["memory_peak"], " MB"),
    ]


def report(figures: Figures) -> list[str]:
    """Return the lines of the Markdown file."""
    measured = figures["measured"]
    lines = ["# Servers compared", ""]
    lines += [f"One core for each server, one film per request, {figures['seconds']} s per measurement.", ""]
    lines += [*_rates_table(figures), ""]
    costs = [[row["title"], *(figure(row[key]) for key in COSTS.values())] for row in measured]
    lines += table(["server", *COSTS], costs)
    many = [row for row in measured if row["bulk"]]
    for row in many:
        name = "" if len(many) == 1 else f": {row['title']}"
        lines += ["", f"## Many films per request{name}", "", *_bulk_table(row["bulk"])]
    if _row(figures, BESIDE):
        lines += ["", "## Ratio to the other checkout", "", *_beside_table(figures)]
    lines += ["", "## Requirements", "", *requirements_table(requirements(figures))]
    if figures["missing"]:
        lines += ["", "## Left out", "", *(f"- {title}: {reason}" for title, reason in figures["missing"].items())]
    return lines


def _row(figures: Figures, name: str) -> dict[str, Any] | None:
    return next((row for row in figures["measured"] if row["name"] == name), None)


def _rate(figures: Figures, name: str, connections: str) -> float | None:
    row = _row(figures, name)
    return row["single"][connections]["per_second"] if row else None


def _limit(figures: Figures, connections: str) -> float | None:
    """Return the rate of an empty request and a film in the bare loop, one after the other."""
    empty, ours = _rate(figures, EMPTY, connections), _row(figures, OURS)
    if not empty or not ours or not ours["bulk"]:
        return None
    return 1 / (1 / empty + 1 / float(ours["bulk"]["bare_films_per_second"]))


def _rates_beside(figures: Figures) -> dict[str, float | None]:
    """Return name of a rate → ratio to the rate of the other checkout; empty if none was measured."""
    ours, beside = _row(figures, OURS), _row(figures, BESIDE)
    if not ours or not beside:
        return {}
    ratios = {
        f"/genre, {count} connections": ratio(_rate(figures, OURS, count), _rate(figures, BESIDE, count))
        for count in ours["single"]
    }
    if ours["bulk"] and beside["bulk"]:
        ratios["/genres"] = ratio(ours["bulk"]["films_per_second"], beside["bulk"]["films_per_second"])
    return ratios


def _beside_table(figures: Figures) -> list[str]:
    ours, beside = _row(figures, OURS), _row(figures, BESIDE)
    if not ours or not beside:
        return ["This service was not measured."]
    costs = {title.rsplit(" ", 1)[0]: ratio(ours[key], beside[key]) for title, key in COSTS.items()}
    return table(["", "ratio"], [[name, figure(value)] for name, value in (_rates_beside(figures) | costs).items()])


def _rates_table(figures: Figures) -> list[str]:
    header = ["server", "connections", "requests/s", "ratio to limit", "ratio to full pipeline", "p50 ms", "p99 ms",
              "failed"]  # fmt: skip
    rows = [
        [LIMIT, count, figure(limit), "1", figure(ratio(limit, _rate(figures, SOURCE, count))), *[NONE] * 3]
        for count in CONNECTIONS
        if (limit := _limit(figures, count))
    ]
    for row in figures["measured"]:
        for count, one in row["single"].items():
            compared = (_limit(figures, count), _rate(figures, SOURCE, count))
            ratios = [ratio(one["per_second"], other) for other in compared]
            numbers = [one["per_second"], *ratios, one["p50"], one["p99"]]
            rows.append([row["title"], count, *map(figure, numbers), _failures(one)])
    return table(header, rows)


def _bulk_table(bulk: Mapping[str, Any]) -> list[str]:
    header = ["", "films/s", "ratio to bare loop", "p50 ms", "p99 ms", "failed"]
    one, rate, bare = bulk["measurement"], bulk["films_per_second"], bulk["bare_films_per_second"]
    return table(header, [
        [f"`POST /genres`, {bulk['films']} films", *map(figure, (rate, ratio(rate, bare), one["p50"], one["p99"])),
         _failures(one)],
        ["`nlp.pipe` in a bare loop", figure(bare), figure(1), NONE, NONE, NONE],
    ])  # fmt: skip


def _failures(measurement: Mapping[str, Any]) -> str:
    statuses, errors = measurement["bad_statuses"], measurement["socket_errors"]
    return f"{statuses:,} bad statuses, {errors:,} socket errors" if statuses or errors else "0"
