"""Report of the overload benchmark."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from lab.benchmarks.overload.load import Load
from lab.benchmarks.report import Requirement, figure, ratio, requirements_table, table

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


@dataclass(frozen=True)
class Overload:
    """The phases of the benchmark, in order.

    Attributes:
        before, overload, after: the phases.
        timeout: seconds that a request may wait for the model.
        max_queue: largest number of waiting films.
    """

    before: Phase
    overload: Phase
    after: Phase
    timeout: float
    max_queue: int

    def faults(self) -> Counter[str]:
        """Count the faults of responses that were neither predictions nor a clean 503."""
        return Counter(fault for phase in self._phases() for fault in phase.load.faults())

    def requirements(self) -> list[Requirement]:
        """Return the requirements on the service, with the measured values."""
        load = self.overload.load
        planned = OVERLOAD_FACTOR * self.before.load.rate(OK)
        p99, recovered = load.milliseconds(OK, 99), ratio(self.after.load.rate(OK), self.before.load.rate(OK))
        return [
            Requirement.at_least(
                "ratio of the offered rate to the planned rate", MIN_OFFERED_RATIO, ratio(load.offered, planned)
            ),
            Requirement.under("p99 of accepted requests", self.timeout, None if p99 is None else p99 / 1_000, " s"),
            Requirement.true("all other requests were refused with a clean 503", not self.faults()),
            Requirement.at_most(
                "memory growth from the first half of the overload to the second",
                MAX_GROWTH_MEGABYTES,
                self._growth(),
                " MB",
            ),
            Requirement.at_least(
                "ratio of the rate ten seconds later to the rate before", MIN_RECOVERY_RATIO, recovered
            ),
        ]

    def report(self) -> list[str]:
        """Return the lines of the Markdown file."""
        rows = [[phase.name, *map(figure, phase.figures().values())] for phase in self._phases()]
        lines = ["# Overload", "", f"Queue limit {self.max_queue}, timeout {self.timeout:g} s.", ""]
        lines += table(["phase", *self.before.figures()], rows)
        lines += ["", "## Requirements", "", *requirements_table(self.requirements())]
        if faults := self.faults():
            lines += ["", "## Faulty responses", ""]
            lines += [f"- {fault}: {count:,}" for fault, count in faults.most_common()]
        return lines

    def as_json(self) -> dict[str, Any]:
        """Return the results for the JSON file."""
        phases = {phase.name: phase.figures() for phase in self._phases()}
        return {"timeout": self.timeout, "max_queue": self.max_queue, "phases": phases, "faults": self.faults()}

    def _growth(self) -> float:
        memory = self.overload.memory
        middle = (len(memory) + 1) // 2
        return max(memory[middle:], default=memory[-1]) - max(memory[:middle])

    def _phases(self) -> tuple[Phase, Phase, Phase]:
        return self.before, self.overload, self.after
