"""Report of the overload benchmark."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from lab.benchmarks.overload.load import Load
from lab.benchmarks.report import Requirement, figure, ratio, require, require_true, requirements_table, table

OVERLOAD_FACTOR = 3
"""Offered load as a multiple of the sustainable rate."""

MIN_OFFERED_RATIO = 0.95
"""Smallest ratio of the offered rate to the planned rate. Below it, the generator was too slow."""

MIN_RECOVERY_RATIO = 0.9
"""Smallest ratio of the rate after the overload to the rate before it."""

MAX_GROWTH_MEGABYTES = 10
"""Largest growth of memory from the first half of the overload to the second, in MB."""

OK, BUSY = HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE


@dataclass(frozen=True)
class Phase:
    """A phase of the benchmark.

    Attributes:
        name: name in the table.
        load: load and outcomes.
        memory: memory of the service's processes in MB, sampled at a fixed interval.
    """

    name: str
    load: Load
    memory: Sequence[float]

    def figures(self) -> dict[str, float | None]:
        """Return the columns of the table."""
        load = self.load
        figures: dict[str, float | None] = {
            "offered/s": load.offered,
            "200/s": load.rate(OK),
            "503/s": load.rate(BUSY),
            "other": float(len(load.faults())),
        }
        for name, status in (("200", OK), ("503", BUSY)):
            figures |= {f"p{percent} of {name} ms": load.milliseconds(status, percent) for percent in (50, 99)}
        return figures | {"memory MB": max(self.memory)}


def make_figures(before: Phase, overload: Phase, after: Phase, timeout: float, max_queue: int) -> dict[str, Any]:
    """Return the results for the JSON file.

    Args:
        before, overload, after: the phases.
        timeout: seconds that a request may wait for the model.
        max_queue: largest number of waiting films.
    """
    phases, middle = (before, overload, after), (len(overload.memory) + 1) // 2
    second_half = max(overload.memory[middle:], default=overload.memory[-1])
    return {
        "timeout": timeout,
        "max_queue": max_queue,
        "phases": {phase.name: phase.figures() for phase in phases},
        "growth_megabytes": second_half - max(overload.memory[:middle]),
        "faults": Counter(fault for phase in phases for fault in phase.load.faults()),
    }


def requirements(figures: Mapping[str, Any]) -> list[Requirement]:
    """Return the requirements on the service, with the measured values."""
    before, load, after = (figures["phases"][name] for name in ("before", "overload", "after"))
    offered, p99 = ratio(load["offered/s"], OVERLOAD_FACTOR * before["200/s"]), ratio(load["p99 of 200 ms"], 1_000)
    growth = "memory growth from the first half of the overload to the second"
    recovered = ratio(after["200/s"], before["200/s"])
    return [
        require("ratio of the offered rate to the planned rate", "at least", MIN_OFFERED_RATIO, offered),
        require("p99 of accepted requests", "under", figures["timeout"], p99, " s"),
        require_true("all other requests were refused with a clean 503", not figures["faults"]),
        require(growth, "at most", MAX_GROWTH_MEGABYTES, figures["growth_megabytes"], " MB"),
        require("ratio of the rate ten seconds later to the rate before", "at least", MIN_RECOVERY_RATIO, recovered),
    ]


def report(figures: Mapping[str, Any]) -> list[str]:
    """Return the lines of the Markdown file."""
    phases = figures["phases"]
    lines = ["# Overload", "", f"Queue limit {figures['max_queue']}, timeout {figures['timeout']:g} s.", ""]
    rows = [[name, *map(figure, phase.values())] for name, phase in phases.items()]
    lines += table(["phase", *phases["before"]], rows)
    lines += ["", "## Requirements", "", *requirements_table(requirements(figures))]
    if faults := Counter(figures["faults"]):
        lines += ["", "## Faulty responses", ""]
        lines += [f"- {fault}: {count:,}" for fault, count in faults.most_common()]
    return lines
