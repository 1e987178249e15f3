"""Compares ways to classify a file of many films. See `python -m lab.benchmarks bulk --help`."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from lab.benchmarks.bulk.cases import NAMES, ONE, TWO, BulkCase, fill, make_cases
from lab.benchmarks.bulk.measure import Measured, file_digest, measure
from lab.benchmarks.bulk.report import crossover, rates, report, requirements, summary
from lab.benchmarks.bulk.rows import write_film_list
from lab.benchmarks.case import present, select
from lab.benchmarks.command import benchmark, beside_option
from lab.benchmarks.process import Cores, ProcessFailed, run_to_end, serving
from lab.benchmarks.report import write_results

SHORT_ROWS = 10_000
"""Rows of the short file, with which peak memory is compared."""

GROWTH_CASES = (ONE, TWO)
"""Cases whose memory must not grow with the number of rows."""

TIMEOUT = 1_500
"""Seconds that a case may take."""

SHORTEST = 0.001
"""Shortest time for the rows, in seconds: a few rows take less time than starts differ."""

FAILED = "it failed"
"""Why a case has no result if it failed. Its errors are on stderr."""


class Files:
    """Film lists of three lengths: one row, `SHORT_ROWS` rows or fewer, and all rows.

    Args:
        folder: where to write them.
        films: film list whose words and lengths they have.
        rows: number of all rows.
    """

    def __init__(self, folder: Path, films: Path, rows: int) -> None:
        self.rows, self.short_rows = rows, min(rows, SHORT_ROWS)
        self.one, self.short, self.all = (
            write_film_list(films, folder / f"{count}_rows.csv", count) for count in (1, self.short_rows, rows)
        )


def measure_case(case: BulkCase, files: Files, folder: Path) -> dict[str, Any]:
    """Run a case with one row, with all rows, and with the short file if its memory must not grow.

    `lab.benchmarks.bulk.report` describes the result.

    Raises:
        ProcessFailed: the case failed, or took longer than `TIMEOUT`.
    """
    if case.preparation:
        run_to_end(fill(case.preparation, folder=folder), Cores.choose().load, TIMEOUT)
    with ExitStack() as stack:
        service = (
            stack.enter_context(serving(case.service, Cores.choose().server, timeout_seconds=TIMEOUT))
            if case.service
            else None
        )

        def run(source: Path, name: str) -> Measured:
            values = {"input": source, "output": folder / f"{name}.csv", "folder": folder}
            command = fill(case.command, **values, port=service.port if service else 0)
            return measure(command, case.core, case.variables, TIMEOUT)

        start, whole = run(files.one, "start"), run(files.all, "whole")
        short = run(files.short, "short").peak_mb if case.name in GROWTH_CASES else None
        output = folder / "whole.csv"
        return {
            "name": case.name,
            "title": case.title,
            "rows": files.rows,
            "start_seconds": start.seconds + (service.seconds_to_ready if service else 0),
            "seconds": max(whole.seconds - start.seconds, SHORTEST),
            "peak_mb": whole.peak_mb + (service.memory().peak if service else 0),
            "short_peak_mb": short,
            "digest": file_digest(output) if output.is_file() else None,
        }


def compare(
    cases: Sequence[BulkCase],
    films: Path,
    rows: int,
    echo: Callable[[str], None],
    keep: Callable[[dict[str, Any]], None],
) -> dict[str, Any]:
    """Measure all cases that can run here, one after the other, and return the figures of the report.

    A case that fails is left out.

    Args:
        cases: the cases.
        films: film list whose words and lengths the rows have.
        rows: number of rows.
        echo: called with each line of progress.
        keep: called with the figures so far after each case.

    Raises:
        FilmListUnreadable: the film list cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="bulk-") as folder:
        echo(f"writing {rows:,} rows")
        files = Files(Path(folder), films, rows)
        results, left_out = list[dict[str, Any]](), dict[str, str]()
        figures = {"rows": rows, "short_rows": files.short_rows, "results": results, "left_out": left_out}
        for case in present(cases, left_out, echo):
            try:
                with tempfile.TemporaryDirectory(dir=folder) as own:
                    results.append(measure_case(case, files, Path(own)))
            except ProcessFailed as error:
                left_out[case.title] = FAILED
                echo(f"{case.title}: {FAILED}: {error}")
            else:
                echo(summary(results[-1]))
            keep(figures)
    return figures


@benchmark
@click.option("--rows", type=click.IntRange(min=1), default=1_000_000, show_default=True, help="Number of films.")
@click.option("--only", type=click.Choice(NAMES), multiple=True, help="Case to measure; may be repeated.")
@beside_option
def main(
    films: Path, model: Path, python: Path, rows: int, only: tuple[str, ...], beside: Path | None, results: Path | None
) -> None:
    """Compare `movie_classifier bulk` with other ways to classify a file.

    The films are made up of the words of real ones. The results are written after each case. The exit code is 1 if a
    case failed.
    """
    cases = select(make_cases(python, model, films, beside), only)

    def keep(figures: dict[str, Any]) -> None:
        more = {
            "rows_a_second": rates(figures),
            "spark_is_faster_from_rows": {name: crossover(figures, name) for name in (ONE, TWO)},
        }
        if results:
            write_results(results, "bulk", report(figures), figures | more, requirements(figures))

    figures = compare(cases, films, rows, lambda line: click.echo(line, err=True), keep)
    click.echo("\n".join(report(figures)))
    if failed := [title for title, reason in figures["left_out"].items() if reason == FAILED]:
        raise click.ClickException(f"failed: {', '.join(failed)}")
