"""How fast the service is beside others: `python -m benchmarks.serve --help`."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from benchmarks.command import Benchmark, films_option, model_option, python_option, results_option
from benchmarks.films import batch_bodies, film_body, read_films
from benchmarks.process import Cores, Server, output_of, serving
from benchmarks.report import write_results
from benchmarks.rows import NAMES, OURS, Row, make_rows
from benchmarks.serve_report import Bulk, Comparison, Measured
from benchmarks.wrk import Measurement, drive, require_wrk, write_bodies

CONNECTIONS = (1, 8, 64)
BULK_FILMS, BULK_BODIES, BULK_CONNECTIONS = 64, 100, 8
"""Films in a `POST /genres`, different ones of these, and how many are under way."""

WARM_UP_SECONDS = 3
"""At most; as long as a measurement where that is shorter."""

PATIENCE = 900
"""Seconds until a server has to be ready: one of them learns first."""


class Measurer:
    """Measures one server after the other with the same films.

    Args:
        folder: where the bodies of the requests are written.
        films: the list that they are taken from.
        bare_loop: the command of the bare loop, but for the film bodies and seconds.
        seconds: of every measurement.
    """

    def __init__(self, folder: Path, films: Path, bare_loop: Sequence[str], seconds: int) -> None:
        self.cores = Cores.choose()
        self.bare_loop = bare_loop
        self.seconds = seconds
        real = read_films(films)
        self.single = write_bodies(folder / "single.jsonl", [film_body(film) for film in real])
        self.bulk = write_bodies(folder / "bulk.jsonl", batch_bodies(real, BULK_FILMS, BULK_BODIES))

    def row(self, row: Row) -> Measured:
        """Start the row's server, measure it, and end it.

        Raises:
            ProcessFailed, WrkFailed: the server or wrk did not run as they should.
        """
        with serving(row.command, self.cores.server, row.variables, PATIENCE) as server:
            memory_when_ready = server.memory().resident
            self._drive(server, "/genre", self.single, 8, min(self.seconds, WARM_UP_SECONDS))
            single = {count: self._drive(server, "/genre", self.single, count, self.seconds) for count in CONNECTIONS}
            bulk = self._bulk(server) if row.name == OURS else None
            return Measured(
                row.name, row.title, server.seconds_to_ready, memory_when_ready, server.memory().peak, single, bulk
            )

    def _bulk(self, server: Server) -> Bulk:
        """Also measures the bare loop, right after, so that both have the machine in the same mood."""
        self._drive(server, "/genres", self.bulk, BULK_CONNECTIONS, min(self.seconds, WARM_UP_SECONDS))
        measured = self._drive(server, "/genres", self.bulk, BULK_CONNECTIONS, self.seconds)
        command = [*self.bare_loop, str(self.single), str(self.seconds)]
        bare = float(output_of(command, self.cores.server, patience=self.seconds + PATIENCE))
        return Bulk(measured, BULK_FILMS, measured.per_second * BULK_FILMS, bare)

    def _drive(self, server: Server, path: str, bodies: Path, connections: int, seconds: int) -> Measurement:
        return drive(server.port, path, bodies, connections, seconds, self.cores.load)


def compare(
    rows: Sequence[Row], films: Path, bare_loop: Sequence[str], seconds: int, echo: Callable[[str], None] = print
) -> Comparison:
    """Measure the `rows` that can be measured.

    Args:
        rows: the servers.
        films: the film list.
        bare_loop: as in `Measurer`.
        seconds: of every measurement.
        echo: takes a line of progress.

    Raises:
        DataNotFound, DataUnreadable: the film list cannot be used.
        ProcessFailed, WrkFailed: a server or wrk did not run as it should.
    """
    require_wrk()
    measured: list[Measured] = []
    missing = {row.title: row.missing for row in rows if row.missing}
    with tempfile.TemporaryDirectory() as folder:
        measurer = Measurer(Path(folder), films, bare_loop, seconds)
        if measurer.cores.server == measurer.cores.load:
            echo("there is one core only: server and wrk share it")
        for row in rows:
            if row.missing:
                echo(f"{row.title}: left out, {row.missing}")
                continue
            echo(f"{row.title}: starts")
            measured.append(measurer.row(row))
            rates = ", ".join(f"{each.per_second:,.0f}" for each in measured[-1].single.values())
            echo(f"{row.title}: {rates} requests a second at {', '.join(map(str, CONNECTIONS))} connections")
    return Comparison(measured, missing, seconds)


@click.command(cls=Benchmark)
@films_option
@model_option
@python_option
@click.option("--vectors", type=click.Path(path_type=Path, resolve_path=True), help="The folder of en_core_web_md.")
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="Measure this server; repeat it for several.")
@click.option("--seconds", type=click.IntRange(min=1), default=10, show_default=True, help="Of every measurement.")
@results_option
def main(
    films: Path,
    model: Path,
    python: Path,
    vectors: Path | None,
    only: tuple[str, ...],
    seconds: int,
    results: Path | None,
) -> None:
    """Drive this service and others, each on one core, with real films, and compare them.

    Exits with 1 if any request failed.
    """
    rows = [row for row in make_rows(python, model, films, vectors) if not only or row.name in only]
    bare_loop = [str(python), "-m", "benchmarks.bare_loop", str(model)]
    comparison = compare(rows, films, bare_loop, seconds, echo=lambda line: click.echo(line, err=True))
    lines = comparison.report()
    click.echo("\n".join(lines))
    if results:
        write_results(results, "serve", lines, asdict(comparison) | {"wanted": list(map(asdict, comparison.wanted()))})
    if failures := comparison.failures():
        raise click.ClickException(f"{failures:,} requests failed: the figures above are not to be relied on")


if __name__ == "__main__":
    main()
