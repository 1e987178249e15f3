"""Report of the soak test."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lab.benchmarks.report import Requirement, figure, require, require_true, requirements_table, table
from lab.benchmarks.sample_statistics import slope

SETTLE_MINUTES, SETTLE_SHARE = 5, 0.2
"""Minutes in which memory may grow, or share of a shorter run."""

MEGABYTES_A_MINUTE = 1
"""Largest growth of memory after that, in MB per minute."""

SAMPLES_A_LINE = 60
"""Samples of memory for each line of the log."""

Counts = Counter[tuple[str, str]]
"""(kind of request, outcome) → number of requests."""


@dataclass(frozen=True)
class Soak:
    """Results of one run.

    Attributes:
        minutes: duration.
        memory: pairs of minute and memory of the service's processes in MB.
        counts: outcomes by kind of request.
        unexpected: unexpected outcomes by kind of request.
        same_answers: whether the reference films got the same answers at the start and at the end.
        same_processes: whether the service had the same processes at the start and at the end.
    """

    minutes: float
    memory: Sequence[tuple[float, float]]
    counts: Counts
    unexpected: Counts
    same_answers: bool
    same_processes: bool

    @property
    def settled_after(self) -> float:
        """Minute from which memory must not grow."""
        return min(SETTLE_MINUTES, SETTLE_SHARE * self.minutes)

    def slope(self) -> float | None:
        """Return the growth of memory after that, in MB per minute."""
        return slope([point for point in self.memory if point[0] >= self.settled_after])

    def requirements(self) -> list[Requirement]:
        """Return the requirements on the service, with the measured values."""
        growth = f"growth after {self.settled_after:.3g} minutes"
        return [
            require(growth, "under", MEGABYTES_A_MINUTE, self.slope(), " MB per minute"),
            require_true("the same answers at the end as at the start", self.same_answers),
            require_true("every request has the expected outcome", not self.unexpected),
            require_true("no process has ended", self.same_processes),
        ]

    def met(self) -> bool:
        """Return whether all requirements are met."""
        return all(each.met for each in self.requirements())

    def report(self) -> list[str]:
        """Return the lines of the Markdown file."""
        rows = [[kind, outcome, f"{count:,}"] for (kind, outcome), count in sorted(self.counts.items())]
        first, last, most = self.memory[0][1], self.memory[-1][1], max(megabytes for _, megabytes in self.memory)
        lines = [f"# Soak of {self.minutes:.3g} minutes", ""]
        lines += [f"Memory: {figure(first)} MB at the start, {figure(last)} MB at the end, peak {figure(most)} MB.", ""]
        lines += [
            *table(["request", "outcome", "count"], rows),
            "",
            "## Requirements",
            "",
            *requirements_table(self.requirements()),
        ]
        if self.unexpected:
            lines += ["", "## Unexpected outcomes", ""]
            lines += [f"- {kind}: {outcome}, {count:,}" for (kind, outcome), count in self.unexpected.items()]
        return lines

    def as_json(self) -> dict[str, Any]:
        """Return the results for the JSON file."""
        return {
            "minutes": self.minutes,
            "megabytes_a_minute": self.slope(),
            "memory": self.memory[SAMPLES_A_LINE - 1 :: SAMPLES_A_LINE],
            "counts": _nested(self.counts),
            "unexpected": _nested(self.unexpected),
            "same_answers": self.same_answers,
            "same_processes": self.same_processes,
        }


def _nested(counts: Counts) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (kind, outcome), count in sorted(counts.items()):
        nested.setdefault(kind, {})[outcome] = count
    return nested
