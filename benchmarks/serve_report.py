"""The comparison of servers as tables, and which of the wanted figures are met."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.report import NONE, Wanted, figure, quotient, table, wanted_table
from benchmarks.rows import EMPTY, OURS, SOURCE
from benchmarks.wrk import Measurement

COMPARED_AT, TAIL_AT = 8, 64
"""Connections at which rates are compared, and at which p99 is held against p50."""


@dataclass(frozen=True)
class Bulk:
    """Many films a request.

    Attributes:
        measurement: of the requests.
        films: in each.
        films_per_second: that the service classified.
        bare_films_per_second: that `nlp.pipe` classified with nothing around it.
    """

    measurement: Measurement
    films: int
    films_per_second: float
    bare_films_per_second: float


@dataclass(frozen=True)
class Measured:
    """A server and all that was measured of it.

    Attributes:
        name, title: as in its row.
        seconds_to_ready: from the start of its process.
        memory_when_ready, memory_peak: MB of its process, before any request, and at most.
        single: connections → `POST /genre`.
        bulk: `POST /genres`; None where the server has none.
    """

    name: str
    title: str
    seconds_to_ready: float
    memory_when_ready: float
    memory_peak: float
    single: dict[int, Measurement]
    bulk: Bulk | None = None

    def measurements(self) -> Iterator[Measurement]:
        """All of them."""
        yield from self.single.values()
        if self.bulk:
            yield self.bulk.measurement


@dataclass(frozen=True)
class Comparison:
    """All servers that could be measured.

    Attributes:
        measured: in the order of the table.
        missing: title of a server that is not in it → why.
        seconds: that every measurement took.
    """

    measured: Sequence[Measured]
    missing: dict[str, str]
    seconds: int

    def failures(self) -> int:
        """Requests that did not go well, of all servers."""
        return sum(one.failures for each in self.measured for one in each.measurements())

    def report(self) -> list[str]:
        """The lines of the Markdown file."""
        lines = ["# Servers compared", "", f"One core each, one film a request, {self.seconds} s a measurement.", ""]
        lines += [*self._rates(), "", *self._costs()]
        if (ours := self._row(OURS)) and ours.bulk:
            lines += ["", "## Many films a request", "", *_bulk_table(ours.bulk)]
        lines += ["", "## Wanted", "", *wanted_table(self.wanted())]
        if self.missing:
            lines += ["", "## Left out", "", *(f"- {title}: {reason}" for title, reason in self.missing.items())]
        return lines

    def wanted(self) -> list[Wanted]:
        """The figures that this service is to reach, and what it reached."""
        rate, empty, general = (self._rate(name, COMPARED_AT) for name in (OURS, EMPTY, SOURCE))
        wanted = [
            Wanted.at_least("/genre: of the empty endpoint's rate", 0.5, quotient(rate, empty)),
            Wanted.at_least("/genre: times the general pipeline's rate", 20, quotient(rate, general)),
        ]
        ours = self._row(OURS)
        if ours is None:
            return wanted
        if bulk := ours.bulk:
            share = quotient(bulk.films_per_second, bulk.bare_films_per_second)
            wanted.append(Wanted.at_least("/genres: of the bare loop's rate", 0.7, share))
        tail = ours.single[TAIL_AT]
        return [
            *wanted,
            Wanted.under(f"times p50 is p99 at {TAIL_AT} connections", 5, quotient(tail.p99, tail.p50)),
            Wanted.under("from start to ready", 3, ours.seconds_to_ready, " s"),
            Wanted.at_most("memory of a worker", 400, ours.memory_peak, " MB"),
        ]

    def _row(self, name: str) -> Measured | None:
        return next((each for each in self.measured if each.name == name), None)

    def _rate(self, name: str, connections: int) -> float | None:
        row = self._row(name)
        return row.single[connections].per_second if row else None

    def _rates(self) -> list[str]:
        header = ["server", "connections", "requests/s", "of empty", "of general", "p50 ms", "p99 ms", "failed"]
        rows = []
        for each in self.measured:
            for connections, one in each.single.items():
                ratios = [quotient(one.per_second, self._rate(name, connections)) for name in (EMPTY, SOURCE)]
                figures = [one.per_second, *ratios, one.p50, one.p99]
                rows.append([each.title, str(connections), *map(figure, figures), _failures(one)])
        return table(header, rows)

    def _costs(self) -> list[str]:
        header = ["server", "start to ready s", "memory when ready MB", "at most MB"]
        return table(header, [
            [each.title, *map(figure, (each.seconds_to_ready, each.memory_when_ready, each.memory_peak))]
            for each in self.measured
        ])  # fmt: skip


def _bulk_table(bulk: Bulk) -> list[str]:
    header = ["", "films/s", "of the bare loop", "p50 ms", "p99 ms", "failed"]
    one, share = bulk.measurement, quotient(bulk.films_per_second, bulk.bare_films_per_second)
    ours = [*map(figure, (bulk.films_per_second, share, one.p50, one.p99)), _failures(one)]
    bare = [figure(bulk.bare_films_per_second), figure(1), NONE, NONE, NONE]
    return table(header, [[f"`POST /genres`, {bulk.films} films", *ours], ["`nlp.pipe` in a bare loop", *bare]])


def _failures(measurement: Measurement) -> str:
    if not measurement.failures:
        return "0"
    return f"{measurement.bad_statuses:,} bad statuses, {measurement.socket_errors:,} socket errors"
