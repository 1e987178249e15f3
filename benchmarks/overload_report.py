"""What came of too much work, as tables."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from benchmarks.load import Load
from benchmarks.report import Wanted, figure, quotient, table, wanted_table

TIMES = 3
"""How much more is offered than can be done."""

OFFERED_SHARE = 0.95
"""Of the rate that was meant; a generator that offers less was itself too slow, and its figures say nothing."""

RATE_SHARE = 0.9
"""Of the rate before, at which the service counts as fast as before."""

FLAT_MEGABYTES = 10
"""By which memory may be higher in the second half of the overload than in the first."""

OK, BUSY = HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE


@dataclass(frozen=True)
class Phase:
    """A stretch of load.

    Attributes:
        name: what the table calls it.
        load: what became of the requests.
        memory: MB of the service's processes, measured at even intervals.
    """

    name: str
    load: Load
    memory: Sequence[float]

    def figures(self) -> dict[str, float | None]:
        """The columns of the table."""
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


@dataclass(frozen=True)
class Overload:
    """The phases in a row.

    Attributes:
        before, overload, after: what they are called.
        timeout: seconds that a request may wait for the model.
        max_queue: requests that may wait for it.
    """

    before: Phase
    overload: Phase
    after: Phase
    timeout: float
    max_queue: int

    def faults(self) -> Counter[str]:
        """What was wrong with answers that were neither a 200 with predictions nor a clean 503, and how often."""
        return Counter(fault for phase in self._phases() for fault in phase.load.faults())

    def wanted(self) -> list[Wanted]:
        """What the service is to do, and what it did."""
        load = self.overload.load
        meant = TIMES * self.before.load.rate(OK)
        p99, recovered = load.milliseconds(OK, 99), quotient(self.after.load.rate(OK), self.before.load.rate(OK))
        return [
            Wanted.at_least("offered, of what was meant", OFFERED_SHARE, quotient(load.offered, meant)),
            Wanted.under("p99 of what was accepted", self.timeout, None if p99 is None else p99 / 1_000, " s"),
            Wanted.true("all that was not answered was refused with a clean 503", not self.faults()),
            Wanted.at_most("memory, second half of the overload over first", FLAT_MEGABYTES, self._growth(), " MB"),
            Wanted.at_least("rate ten seconds later, of that before", RATE_SHARE, recovered),
        ]

    def report(self) -> list[str]:
        """The lines of the Markdown file."""
        rows = [[phase.name, *map(figure, phase.figures().values())] for phase in self._phases()]
        lines = ["# Overload", "", f"A queue of {self.max_queue}, a timeout of {self.timeout:g} s.", ""]
        lines += table(["phase", *self.before.figures()], rows)
        lines += ["", "## Wanted", "", *wanted_table(self.wanted())]
        if faults := self.faults():
            lines += ["", "## Neither answered nor refused", ""]
            lines += [f"- {count:,} times {fault}" for fault, count in faults.most_common()]
        return lines

    def as_json(self) -> dict[str, Any]:
        """The same as figures."""
        phases = {phase.name: phase.figures() for phase in self._phases()}
        return {"timeout": self.timeout, "max_queue": self.max_queue, "phases": phases, "faults": self.faults()}

    def _growth(self) -> float:
        memory = self.overload.memory
        middle = (len(memory) + 1) // 2
        return max(memory[middle:], default=memory[-1]) - max(memory[:middle])

    def _phases(self) -> tuple[Phase, Phase, Phase]:
        return self.before, self.overload, self.after
