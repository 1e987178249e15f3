"""Compares the throughput of the service with other servers. See `python -m lab.benchmarks serve --help`."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from lab.benchmarks.case import BESIDE, Case, present, select
from lab.benchmarks.command import benchmark, beside_option
from lab.benchmarks.films import batch_bodies, film_body, read_films
from lab.benchmarks.process import Cores, Server, run_to_end, serving
from lab.benchmarks.report import publish
from lab.benchmarks.serve.report import CONNECTIONS, failures, report, requirements
from lab.benchmarks.serve.server_list import NAMES, OURS, make_cases
from lab.benchmarks.wrk import drive, require_wrk, write_bodies

BULK_FILMS, BULK_BODIES, BULK_CONNECTIONS = 64, 100, "8"
"""Films per `POST /genres`, number of different bodies, and number of connections."""

WARM_UP_SECONDS = 3
"""Longest warm-up of `/genre`. It is at most as long as a measurement."""

READY_TIMEOUT = 900
"""Seconds that a server may take until it is ready. One of them fits its model first."""


class ServerBenchmark:
    """Measures servers one after the other with the same films.

    Args:
        folder: folder for the request bodies.
        films: film list.
        bare_loop: command of the bare loop, without the arguments for film bodies and seconds.
        seconds: duration of each measurement.
    """

    def __init__(self, folder: Path, films: Path, bare_loop: Sequence[str], seconds: int) -> None:
        self.cores = Cores.choose()
        self.bare_loop = bare_loop
        self.seconds = seconds
        real = read_films(films)
        self.single = write_bodies(folder / "single.jsonl", [film_body(film) for film in real])
        self.bulk = write_bodies(folder / "bulk.jsonl", batch_bodies(real, BULK_FILMS, BULK_BODIES))

    def measure(self, case: Case) -> dict[str, Any]:
        """Start the server of a case, measure it, and stop it. `lab.benchmarks.serve.report` describes the result.

        Raises:
            ProcessFailed, WrkFailed: the server or wrk failed.
        """
        with serving(case.command, self.cores.server, case.variables, READY_TIMEOUT) as server:
            memory_when_ready = server.memory().resident
            self._drive(server, "/genre", self.single, "8", min(self.seconds, WARM_UP_SECONDS))
            single = {count: self._drive(server, "/genre", self.single, count, self.seconds) for count in CONNECTIONS}
            bulk = self._bulk(server) if case.name in (OURS, BESIDE) else None
            return {
                "name": case.name,
                "title": case.title,
                "seconds_to_ready": server.seconds_to_ready,
                "memory_when_ready": memory_when_ready,
                "memory_peak": server.memory().peak,
                "single": single,
                "bulk": bulk,
            }

    def _bulk(self, server: Server) -> dict[str, Any]:
        """Measure `POST /genres`, then the bare loop, so that both run under the same conditions."""
        # The warm-up is as long as the measurement, because a slow model needs seconds for its first answer.
        self._drive(server, "/genres", self.bulk, BULK_CONNECTIONS, self.seconds)
        measured = self._drive(server, "/genres", self.bulk, BULK_CONNECTIONS, self.seconds)
        command = [*self.bare_loop, str(self.single), str(self.seconds)]
        bare = float(run_to_end(command, self.cores.server, self.seconds + READY_TIMEOUT).printed)
        rate = measured["per_second"] * BULK_FILMS
        return {
            "measurement": measured, "films": BULK_FILMS, "films_per_second": rate, "bare_films_per_second": bare,
        }  # fmt: skip

    def _drive(self, server: Server, path: str, bodies: Path, connections: str, seconds: int) -> dict[str, Any]:
        return drive(server.port, path, bodies, int(connections), seconds, self.cores.load)


def compare(
    cases: Sequence[Case],
    films: Path,
    bare_loop: Sequence[str],
    seconds: int,
    echo: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Measure all servers that can run here, and return the figures of the report.

    Args:
        cases: the servers.
        films: film list.
        bare_loop: command of the bare loop; see `ServerBenchmark`.
        seconds: duration of each measurement.
        echo: called with each line of progress.

    Raises:
        FilmListUnreadable: the film list cannot be used.
        ProcessFailed, WrkFailed: a server or wrk failed.
    """
    require_wrk()
    measured, missing = list[dict[str, Any]](), dict[str, str]()
    with tempfile.TemporaryDirectory() as folder:
        benchmark = ServerBenchmark(Path(folder), films, bare_loop, seconds)
        if benchmark.cores.server == benchmark.cores.load:
            echo("only one core: the server and wrk share it")
        for case in present(cases, missing, echo):
            measured.append(benchmark.measure(case))
            rates = ", ".join(f"{each['per_second']:,.0f}" for each in measured[-1]["single"].values())
            echo(f"{case.title}: {rates} requests a second at {', '.join(CONNECTIONS)} connections")
    return {"measured": measured, "missing": missing, "seconds": seconds}


@benchmark
@click.option("--vectors", type=click.Path(path_type=Path, resolve_path=True), help="Folder of en_core_web_md.")
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="Server to measure; may be repeated.")
@beside_option
@click.option(
    "--seconds", type=click.IntRange(min=1), default=10, show_default=True, help="Duration of each measurement."
)
def main(
    films: Path,
    model: Path,
    python: Path,
    vectors: Path | None,
    only: tuple[str, ...],
    beside: Path | None,
    seconds: int,
    results: Path | None,
) -> None:
    """Compare this service with other servers, each on one core, with real films.

    The exit code is 1 if a request failed.
    """
    cases = select(make_cases(python, model, films, vectors, beside), only)
    bare_loop = [str(python), "-m", "lab.benchmarks.serve.bare_loop", str(model)]
    figures = compare(cases, films, bare_loop, seconds, echo=lambda line: click.echo(line, err=True))
    publish("serve", report(figures), figures, requirements(figures), results)
    if failed := failures(figures):
        raise click.ClickException(f"{failed:,} requests failed: the results above are not reliable")
