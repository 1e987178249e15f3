"""Report of the bulk benchmark.

`results` in the figures has for each case

- `name` and `title`, see `Case`, and `rows`: number of rows;
- `start_seconds`: time for a file of one row, with the start of the service if there is one;
- `seconds`: time for the rows beyond that;
- `peak_mb`: peak memory of all processes, in MB, and `short_peak_mb`: the same with a file of `short_rows`; None if it
  was not measured;
- `digest`: SHA-256 digest of the output; None if it is not one file.

`left_out` has title of a case → why it has no result.
"""

from collections.abc import Mapping
from typing import Any

from lab.benchmarks.bulk.cases import BARE, HTTP, ONE, SPARK, TWO
from lab.benchmarks.case import BESIDE
from lab.benchmarks.report import Requirement, figure, ratio, require, require_true, requirements_table, table

Figures = Mapping[str, Any]

MEMORY_RATIO = 1.2
"""Largest peak memory, in peaks with a short file."""

MIN_RATIO_BESIDE = 0.97
"""Smallest ratio of the rate of one process to that of another checkout."""

SAME_BYTES = (ONE, TWO, HTTP)
"""Cases that write the same file."""


def rates(figures: Figures) -> dict[str, float]:
    """Return name of a case → rows a second, beyond the start."""
    return {each["name"]: each["rows"] / each["seconds"] for each in figures["results"]}


def requirements(figures: Figures) -> list[Requirement]:
    """Return the requirements on `bulk` and Spark, with the measured values."""
    rate, memory = rates(figures).get, _growth(figures).get
    growth = f"peak memory at {figures['rows']:,} rows in peaks at {figures['short_rows']:,} rows"
    required = [
        require("one process: ratio to the bare loop", "at least", 1.3, ratio(rate(ONE), rate(BARE))),
        require("two processes: ratio to one", "at least", 1.8, ratio(rate(TWO), rate(ONE))),
        require("HTTP: ratio to one process", "at least", 0.6, ratio(rate(HTTP), rate(ONE))),
        require("Spark: ratio to two processes", "at least", 0.8, ratio(rate(SPARK), rate(TWO))),
        require(f"one process: {growth}", "at most", MEMORY_RATIO, memory(ONE)),
        require(f"two processes: {growth}", "at most", MEMORY_RATIO, memory(TWO)),
    ]
    if rate(BESIDE):
        share, name = ratio(rate(ONE), rate(BESIDE)), "one process: ratio to the other checkout"
        required.append(require(name, "at least", MIN_RATIO_BESIDE, share))
    digests = [each["digest"] for each in figures["results"] if each["name"] in SAME_BYTES]
    if len(digests) > 1:
        required.append(require_true("one process, two and HTTP write the same bytes", len(set(digests)) == 1))
    return required


def crossover(figures: Figures, name: str) -> float | None:
    """Return the number of rows from which Spark takes less time than a case; None if it never does."""
    rate, start = rates(figures), {each["name"]: each["start_seconds"] for each in figures["results"]}
    if SPARK not in rate or name not in rate or rate[SPARK] <= rate[name]:
        return None
    rows: float = (start[SPARK] - start[name]) / (1 / rate[name] - 1 / rate[SPARK])
    return max(0.0, rows)


def report(figures: Figures) -> list[str]:
    """Return the lines of the Markdown file."""
    rate = rates(figures)
    speeds = [
        [each["title"], *map(figure, (rate[each["name"]], ratio(rate[each["name"]], rate.get(BARE)),
                                      each["start_seconds"], each["peak_mb"]))]
        for each in figures["results"]
    ]  # fmt: skip
    memory = [
        [each["title"], *map(figure, (each["short_peak_mb"], each["peak_mb"], _growth(figures)[each["name"]]))]
        for each in figures["results"]
        if each["short_peak_mb"]
    ]
    sizes = [f"MB at {figures[key]:,} rows" for key in ("short_rows", "rows")]
    notes = _notes(figures)
    return [
        f"# Bulk classification of {figures['rows']:,} rows", "",
        "The start is the time for one row. Rates are those beyond the start.", "",
        *table(["", "rows/s", "ratio to bare loop", "start s", "peak memory MB"], speeds), "",
        *notes, *([""] if notes else []),
        "## Peak memory", "",
        *table(["", *sizes, "ratio"], memory), "",
        "## Requirements", "",
        *requirements_table(requirements(figures)),
    ]  # fmt: skip


def summary(result: Mapping[str, Any]) -> str:
    """Return a line of progress."""
    short = f", {figure(result['short_peak_mb'])} MB with the short file" if result["short_peak_mb"] else ""
    return (
        f"{result['title']}: {figure(result['rows'] / result['seconds'])} rows/s, "
        f"start {figure(result['start_seconds'])} s, peak {figure(result['peak_mb'])} MB{short}"
    )


def _notes(figures: Figures) -> list[str]:
    """Return a list of what was left out, and of when Spark is faster."""
    notes = [f"- {title}: {reason}" for title, reason in figures["left_out"].items()]
    titles = {each["name"]: each["title"] for each in figures["results"]}
    for name in (ONE, TWO):
        if SPARK in titles and name in titles:
            rows = crossover(figures, name)
            if rows is None:
                notes.append(f"- Spark never takes less time than {titles[name]}.")
            else:
                notes.append(f"- Spark takes less time than {titles[name]} from {figure(rows)} rows.")
    return notes


def _growth(figures: Figures) -> dict[str, float | None]:
    """Return name of a case → peak memory in peaks with a short file."""
    return {each["name"]: ratio(each["peak_mb"], each["short_peak_mb"]) for each in figures["results"]}
