"""Report of the soak test."""

from collections.abc import Mapping
from typing import Any

from lab.benchmarks.report import Requirement, figure, require, require_true, requirements_table, table

SETTLE_MINUTES, SETTLE_SHARE = 5, 0.2
"""Minutes in which memory may grow, or share of a shorter run."""

MEGABYTES_A_MINUTE = 1
"""Largest growth of memory after that, in MB per minute."""


def settled_after(minutes: float) -> float:
    """Return the minute from which memory must not grow."""
    return min(SETTLE_MINUTES, SETTLE_SHARE * minutes)


def requirements(figures: Mapping[str, Any]) -> list[Requirement]:
    """Return the requirements on the service, with the measured values. See `report` for the figures."""
    growth = f"growth after {settled_after(figures['minutes']):.3g} minutes"
    return [
        require(growth, "under", MEGABYTES_A_MINUTE, figures["megabytes_a_minute"], " MB per minute"),
        require_true("the same answers at the end as at the start", figures["same_answers"]),
        require_true("every request has the expected outcome", not figures["unexpected"]),
        require_true("no process has ended", figures["same_processes"]),
    ]


def report(figures: Mapping[str, Any]) -> list[str]:
    """Return the lines of the Markdown file.

    Args:
        figures: `minutes` of the run; `megabytes`: memory of the service's processes at the `start`, at the `end`, and
            the `peak`; `megabytes_a_minute`: its growth after the first minutes; `counts` and `unexpected`: kind of
            request → outcome → number; `same_answers`: whether the reference films got the same answers at the start
            and at the end; `same_processes`: whether the service had the same processes.
    """
    start, end, peak = (figure(figures["megabytes"][name]) for name in ("start", "end", "peak"))
    rows = [[kind, outcome, f"{count:,}"] for kind, outcome, count in _flat(figures["counts"])]
    lines = [f"# Soak of {figures['minutes']:.3g} minutes", ""]
    lines += [f"Memory: {start} MB at the start, {end} MB at the end, peak {peak} MB.", ""]
    lines += table(["request", "outcome", "count"], rows)
    lines += ["", "## Requirements", "", *requirements_table(requirements(figures))]
    if figures["unexpected"]:
        lines += ["", "## Unexpected outcomes", ""]
        lines += [f"- {kind}: {outcome}, {count:,}" for kind, outcome, count in _flat(figures["unexpected"])]
    return lines


def _flat(counts: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str, int]]:
    return [(kind, outcome, count) for kind, outcomes in sorted(counts.items()) for outcome, count in outcomes.items()]
