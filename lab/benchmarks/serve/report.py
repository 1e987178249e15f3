"""Report of the server comparison."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.benchmarks.report import NONE, Requirement, figure, ratio, requirements_table, table
from lab.benchmarks.serve.server_list import BESIDE, EMPTY, OURS, SOURCE
from lab.benchmarks.wrk import Measurement

COMPARED_AT, TAIL_AT = 8, 64
"""Number of connections at which rates are compared, and at which p99 is compared with p50."""

CONNECTIONS = (1, 8, 64)

LIMIT = "limit: empty endpoint, then `nlp.pipe`"

MIN_RATIO_TO_LIMIT = 0.9
"""Smallest ratio to the limit, at both numbers of connections: the rest is for queue, log and metrics."""

MIN_RATIO_BESIDE = 0.97
"""Smallest ratio of a rate to that of another checkout."""


@dataclass(frozen=True)
class Bulk:
    """Measurement of requests with many films.

    Attributes:
        measurement: measurement of the requests.
        films: films per request.
        films_per_second: throughput of the service.
        bare_films_per_second: throughput of `nlp.pipe` in a bare loop.
    """

    measurement: Measurement
    films: int
    films_per_second: float
    bare_films_per_second: float


@dataclass(frozen=True)
class Measured:
    """All measurements of one server.

    Attributes:
        name, title: name and title of the candidate.
        seconds_to_ready: time from the start of the process until it is ready.
        memory_when_ready, memory_peak: resident memory in MB before the first request, and its peak.
        single: number of connections → measurement of `POST /genre`.
        bulk: measurement of `POST /genres`; None if the server does not have that route.
    """

    name: str
    title: str
    seconds_to_ready: float
    memory_when_ready: float
    memory_peak: float
    single: dict[int, Measurement]
    bulk: Bulk | None = None

    def measurements(self) -> Iterator[Measurement]:
        """Iterate over all measurements."""
        yield from self.single.values()
        if self.bulk:
            yield self.bulk.measurement


@dataclass(frozen=True)
class Comparison:
    """Measurements of all servers.

    Attributes:
        measured: servers, in the order of the table.
        missing: title of a server that was not measured → reason.
        seconds: duration of each measurement.
    """

    measured: Sequence[Measured]
    missing: dict[str, str]
    seconds: int

    def failures(self) -> int:
        """Return the number of failed requests of all servers."""
        return sum(one.failures for each in self.measured for one in each.measurements())

    def report(self) -> list[str]:
        """Return the lines of the Markdown file."""
        lines = [
            "# Servers compared",
            "",
            f"One core for each server, one film per request, {self.seconds} s per measurement.",
            "",
        ]
        lines += [*self._rates(), "", *self._costs()]
        many = [(each.title, each.bulk) for each in self.measured if each.bulk]
        for title, bulk in many:
            name = "" if len(many) == 1 else f": {title}"
            lines += ["", f"## Many films per request{name}", "", *_bulk_table(bulk)]
        if self._row(BESIDE):
            lines += ["", "## Ratio to the other checkout", "", *self._beside()]
        lines += ["", "## Requirements", "", *requirements_table(self.requirements())]
        if self.missing:
            lines += ["", "## Left out", "", *(f"- {title}: {reason}" for title, reason in self.missing.items())]
        return lines

    def requirements(self) -> list[Requirement]:
        """Return the requirements on this service, with the measured values."""
        rate, general = (self._rate(name, COMPARED_AT) for name in (OURS, SOURCE))
        wanted = [
            Requirement.at_least(
                f"/genre, {count} connections: ratio to the limit",
                MIN_RATIO_TO_LIMIT,
                ratio(self._rate(OURS, count), self._limit(count)),
            )
            for count in (COMPARED_AT, TAIL_AT)
        ]
        wanted.append(
            Requirement.at_least("/genre: ratio to the full `en_core_web_md` pipeline", 20, ratio(rate, general))
        )
        ours = self._row(OURS)
        if ours is None:
            return wanted
        if bulk := ours.bulk:
            share = ratio(bulk.films_per_second, bulk.bare_films_per_second)
            wanted.append(Requirement.at_least("/genres: ratio to the bare loop", 0.7, share))
        tail = ours.single[TAIL_AT]
        wanted += [
            Requirement.at_least(f"{name}: ratio to the other checkout", MIN_RATIO_BESIDE, value)
            for name, value in self._ratios_beside().items()
        ]
        return [
            *wanted,
            Requirement.under(f"p99 / p50 at {TAIL_AT} connections", 5, ratio(tail.p99, tail.p50)),
            Requirement.under("time from start to ready", 3, ours.seconds_to_ready, " s"),
            Requirement.at_most("memory of a worker", 400, ours.memory_peak, " MB"),
        ]

    def _ratios_beside(self) -> dict[str, float | None]:
        """Return name of a rate → ratio to the rate of the other checkout; empty if none was measured."""
        ours, beside = self._row(OURS), self._row(BESIDE)
        if ours is None or beside is None:
            return {}
        ratios = {
            f"/genre, {count} connections": ratio(one.per_second, beside.single[count].per_second)
            for count, one in ours.single.items()
        }
        if ours.bulk and beside.bulk:
            many = ratio(ours.bulk.films_per_second, beside.bulk.films_per_second)
            ratios["/genres"] = many
        return ratios

    def _beside(self) -> list[str]:
        """Return the table of costs, in those of the other checkout."""
        ours, beside = self._row(OURS), self._row(BESIDE)
        if ours is None or beside is None:
            return ["This service was not measured."]
        costs = {
            "start to ready": ratio(ours.seconds_to_ready, beside.seconds_to_ready),
            "memory when ready": ratio(ours.memory_when_ready, beside.memory_when_ready),
            "peak memory": ratio(ours.memory_peak, beside.memory_peak),
        }
        rates = {
            name.removesuffix(": ratio to the other checkout"): each for name, each in self._ratios_beside().items()
        }
        return table(["", "ratio"], [[name, figure(value)] for name, value in (rates | costs).items()])

    def _row(self, name: str) -> Measured | None:
        return next((each for each in self.measured if each.name == name), None)

    def _rate(self, name: str, connections: int) -> float | None:
        row = self._row(name)
        return row.single[connections].per_second if row else None

    def _limit(self, connections: int) -> float | None:
        """Return the rate of an empty request and a film in the bare loop, one after the other."""
        empty, ours = self._rate(EMPTY, connections), self._row(OURS)
        if not empty or ours is None or ours.bulk is None:
            return None
        return 1 / (1 / empty + 1 / ours.bulk.bare_films_per_second)

    def _rates(self) -> list[str]:
        header = [
            "server",
            "connections",
            "requests/s",
            "ratio to limit",
            "ratio to full pipeline",
            "p50 ms",
            "p99 ms",
            "failed",
        ]
        rows = [
            [LIMIT, str(count), figure(limit), "1", figure(ratio(limit, self._rate(SOURCE, count))), *[NONE] * 3]
            for count in CONNECTIONS
            if (limit := self._limit(count))
        ]
        for each in self.measured:
            for connections, one in each.single.items():
                compared = (self._limit(connections), self._rate(SOURCE, connections))
                ratios = [ratio(one.per_second, other) for other in compared]
                figures = [one.per_second, *ratios, one.p50, one.p99]
                rows.append([each.title, str(connections), *map(figure, figures), _failures(one)])
        return table(header, rows)

    def _costs(self) -> list[str]:
        header = ["server", "start to ready s", "memory when ready MB", "peak memory MB"]
        return table(header, [
            [each.title, *map(figure, (each.seconds_to_ready, each.memory_when_ready, each.memory_peak))]
            for each in self.measured
        ])  # fmt: skip


def _bulk_table(bulk: Bulk) -> list[str]:
    header = ["", "films/s", "ratio to bare loop", "p50 ms", "p99 ms", "failed"]
    one, share = bulk.measurement, ratio(bulk.films_per_second, bulk.bare_films_per_second)
    ours = [*map(figure, (bulk.films_per_second, share, one.p50, one.p99)), _failures(one)]
    bare = [figure(bulk.bare_films_per_second), figure(1), NONE, NONE, NONE]
    return table(header, [[f"`POST /genres`, {bulk.films} films", *ours], ["`nlp.pipe` in a bare loop", *bare]])


def _failures(measurement: Measurement) -> str:
    if not measurement.failures:
        return "0"
    return f"{measurement.bad_statuses:,} bad statuses, {measurement.socket_errors:,} socket errors"
