"""Report of the bulk benchmark."""

from dataclasses import asdict, dataclass, field
from typing import Any

from lab.benchmarks.bulk.cases import BARE, BESIDE, HTTP, ONE, SPARK, TWO
from lab.benchmarks.report import Requirement, figure, ratio, requirements_table, table

MEMORY_RATIO = 1.2
"""Largest peak memory, in peaks with a short file."""

MIN_RATIO_BESIDE = 0.97
"""Smallest ratio of the rate of one process to that of another checkout."""

SAME_BYTES = (ONE, TWO, HTTP)
"""Cases that write the same file."""


@dataclass(frozen=True)
class Result:
    """What was measured of a case.

    Attributes:
        name, title: see `Case`.
        rows: number of rows.
        start_seconds: time for a file of one row, with the start of the service if there is one.
        seconds: time for the rows beyond that.
        peak_mb: peak memory of all processes, in MB.
        short_peak_mb: the same with a short file; None if it was not measured.
        digest: SHA-256 digest of the output; None if it is not one file.
    """

    name: str
    title: str
    rows: int
    start_seconds: float
    seconds: float
    peak_mb: float
    short_peak_mb: float | None = None
    digest: str | None = None

    @property
    def rate(self) -> float:
        """Rows a second, beyond the start."""
        return self.rows / self.seconds


@dataclass
class Comparison:
    """Results of all cases.

    Attributes:
        rows: number of rows.
        short_rows: number of rows of the short file for `Result.short_peak_mb`.
        results: the results, in the order of the table.
        left_out: title of a case → why it has no result.
    """

    rows: int
    short_rows: int
    results: list[Result] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    def requirements(self) -> list[Requirement]:
        """Return the requirements on `bulk` and Spark, with the measured values."""
        growth = f"peak memory at {self.rows:,} rows in peaks at {self.short_rows:,} rows"
        required = [
            Requirement.at_least("one process: ratio to the bare loop", 1.3, self._ratio(ONE, BARE)),
            Requirement.at_least("two processes: ratio to one", 1.8, self._ratio(TWO, ONE)),
            Requirement.at_least("HTTP: ratio to one process", 0.6, self._ratio(HTTP, ONE)),
            Requirement.at_least("Spark: ratio to two processes", 0.8, self._ratio(SPARK, TWO)),
            Requirement.at_most(f"one process: {growth}", MEMORY_RATIO, self._growth(ONE)),
            Requirement.at_most(f"two processes: {growth}", MEMORY_RATIO, self._growth(TWO)),
        ]
        if self._find(BESIDE):
            share = self._ratio(ONE, BESIDE)
            required.append(Requirement.at_least("one process: ratio to the other checkout", MIN_RATIO_BESIDE, share))
        digests = [each.digest for each in self.results if each.name in SAME_BYTES]
        if len(digests) > 1:
            required.append(Requirement.true("one process, two and HTTP write the same bytes", len(set(digests)) == 1))
        return required

    def crossover(self, name: str) -> float | None:
        """Return the number of rows from which Spark takes less time than a case; None if it never does."""
        spark, other = self._find(SPARK), self._find(name)
        if spark is None or other is None or spark.rate <= other.rate:
            return None
        return max(0.0, (spark.start_seconds - other.start_seconds) / (1 / other.rate - 1 / spark.rate))

    def report(self) -> list[str]:
        """Return the lines of the Markdown file."""
        lines = [
            f"# Bulk classification of {self.rows:,} rows", "",
            "The start is the time for one row. Rates are those beyond the start.", "",
            *self._speed_table(), "",
            *self._notes(),
            "## Peak memory", "",
            *self._memory_table(), "",
            "## Requirements", "",
            *requirements_table(self.requirements()),
        ]  # fmt: skip
        return lines

    def as_json(self) -> dict[str, Any]:
        """Return the results for the JSON file."""
        return asdict(self) | {
            "rows_a_second": {result.name: result.rate for result in self.results},
            "spark_is_faster_from_rows": {name: self.crossover(name) for name in (ONE, TWO)},
            "requirements": [asdict(each) for each in self.requirements()],
        }

    def _notes(self) -> list[str]:
        """Return a list of what was left out, and of when Spark is faster, with an empty line at its end."""
        notes = [f"- {title}: {reason}" for title, reason in self.left_out.items()]
        notes += [self._crossover_line(name) for name in (ONE, TWO) if self._find(SPARK) and self._find(name)]
        return [*notes, ""] if notes else []

    def _speed_table(self) -> list[str]:
        rows = [
            [
                each.title, figure(each.rate), figure(self._ratio(each.name, BARE)), figure(each.start_seconds),
                figure(each.peak_mb),
            ]
            for each in self.results
        ]  # fmt: skip
        return table(["", "rows/s", "ratio to bare loop", "start s", "peak memory MB"], rows)

    def _memory_table(self) -> list[str]:
        rows = [
            [each.title, figure(each.short_peak_mb), figure(each.peak_mb), figure(self._growth(each.name))]
            for each in self.results
            if each.short_peak_mb
        ]
        return table(["", f"MB at {self.short_rows:,} rows", f"MB at {self.rows:,} rows", "ratio"], rows)

    def _crossover_line(self, name: str) -> str:
        found, rows = self._find(name), self.crossover(name)
        assert found is not None
        if rows is None:
            return f"- Spark never takes less time than {found.title}."
        return f"- Spark takes less time than {found.title} from {figure(rows)} rows."

    def _find(self, name: str) -> Result | None:
        return next((result for result in self.results if result.name == name), None)

    def _ratio(self, name: str, other: str) -> float | None:
        first, second = self._find(name), self._find(other)
        return first.rate / second.rate if first and second else None

    def _growth(self, name: str) -> float | None:
        result = self._find(name)
        return ratio(result.peak_mb, result.short_peak_mb) if result else None


def summary(result: Result) -> str:
    """Return a line of progress."""
    short = f", {figure(result.short_peak_mb)} MB with the short file" if result.short_peak_mb else ""
    return (
        f"{result.title}: {figure(result.rate)} rows/s, start {figure(result.start_seconds)} s, "
        f"peak {figure(result.peak_mb)} MB{short}"
    )
