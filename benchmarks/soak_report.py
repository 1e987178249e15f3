"""What a long run came to."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import slope
from benchmarks.report import Wanted, figure, table, wanted_table

SETTLE_MINUTES, SETTLE_SHARE = 5, 0.2
"""Memory may grow for so long, or for this share of a shorter run."""

MEGABYTES_A_MINUTE = 1
"""By how much memory may grow after that."""

SAMPLES_A_LINE = 60
"""How often memory is looked at for a line of the log."""

Counts = Counter[tuple[str, str]]
"""How often a kind of request ended in an outcome."""


@dataclass(frozen=True)
class Soak:
    """A run.

    Attributes:
        minutes: that it took.
        memory: pairs of the minute and the MB of the service's processes.
        counts: outcomes by kind of request.
        unexpected: those that should not have been.
        same_answers: whether the fixed films got the same answers at the end as at the start.
        same_processes: whether the processes of the end are those of the start.
    """

    minutes: float
    memory: Sequence[tuple[float, float]]
    counts: Counts
    unexpected: Counts
    same_answers: bool
    same_processes: bool

    @property
    def settled_after(self) -> float:
        """The minute from which on memory must not grow."""
        return min(SETTLE_MINUTES, SETTLE_SHARE * self.minutes)

    def slope(self) -> float | None:
        """MB a minute after that."""
        return slope([point for point in self.memory if point[0] >= self.settled_after])

    def wanted(self) -> list[Wanted]:
        """What the service is to do, and what it did."""
        growth = f"growth after {self.settled_after:.3g} minutes"
        return [
            Wanted.under(growth, MEGABYTES_A_MINUTE, self.slope(), " MB a minute"),
            Wanted.true("the same answers at the end as at the start", self.same_answers),
            Wanted.true("every request ended as it should", not self.unexpected),
            Wanted.true("no process ended", self.same_processes),
        ]

    def met(self) -> bool:
        """Whether all of it is so."""
        return all(each.met for each in self.wanted())

    def report(self) -> list[str]:
        """The lines of the Markdown file."""
        rows = [[kind, outcome, f"{count:,}"] for (kind, outcome), count in sorted(self.counts.items())]
        first, last, most = self.memory[0][1], self.memory[-1][1], max(megabytes for _, megabytes in self.memory)
        lines = [f"# Soak of {self.minutes:.3g} minutes", ""]
        lines += [f"Memory: {figure(first)} MB at the start, {figure(last)} at the end, {figure(most)} at most.", ""]
        lines += [*table(["request", "outcome", "count"], rows), "", "## Wanted", "", *wanted_table(self.wanted())]
        if self.unexpected:
            lines += ["", "## Not as it should be", ""]
            lines += [f"- {kind}: {outcome}, {count:,} times" for (kind, outcome), count in self.unexpected.items()]
        return lines

    def as_json(self) -> dict[str, Any]:
        """The same as figures."""
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
