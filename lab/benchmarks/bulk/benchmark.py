"""Compares ways to classify a file of many films. See `python -m lab.benchmarks bulk --help`."""

import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from lab.benchmarks.bulk.cases import BESIDE, NAMES, ONE, TWO, Case, fill, make_cases
from lab.benchmarks.bulk.measure import Measured, file_digest, measure
from lab.benchmarks.bulk.report import Comparison, Result, summary
from lab.benchmarks.bulk.rows import write_film_list
from lab.benchmarks.command import benchmark, beside_option
from lab.benchmarks.process import Cores, ProcessFailed, output_of, serving
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


def measure_case(case: Case, files: Files, folder: Path) -> Result:
    """Run a case with one row, with all rows, and with the short file if its memory must not grow.

    Raises:
        ProcessFailed: the case failed, or took longer than `TIMEOUT`.
    """
    if case.preparation:
        output_of(fill(case.preparation, folder=folder), Cores.choose().load, TIMEOUT)
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
        return Result(
            case.name,
            case.title,
            files.rows,
            start.seconds + (service.seconds_to_ready if service else 0),
            max(whole.seconds - start.seconds, SHORTEST),
            whole.peak_mb + (service.memory().peak if service else 0),
            short,
            file_digest(output) if output.is_file() else None,
        )


def compare(
    cases: Sequence[Case], films: Path, rows: int, echo: Callable[[str], None], keep: Callable[[Comparison], None]
) -> Comparison:
    """Measure all cases that can run here, one after the other. A case that fails is left out.

    Args:
        cases: the cases.
        films: film list whose words and lengths the rows have.
        rows: number of rows.
        echo: called with each line of progress.
        keep: called with the results so far after each case.

    Raises:
        FilmListUnreadable: the film list cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="bulk-") as folder:
        echo(f"writing {rows:,} rows")
        files = Files(Path(folder), films, rows)
        comparison = Comparison(rows, files.short_rows)
        for case in cases:
            if case.missing:
                comparison.left_out[case.title] = case.missing
                echo(f"{case.title}: left out, {case.missing}")
                continue
            echo(f"{case.title}: starts")
            try:
                with tempfile.TemporaryDirectory(dir=folder) as own:
                    comparison.results.append(measure_case(case, files, Path(own)))
            except ProcessFailed as error:
                comparison.left_out[case.title] = FAILED
                echo(f"{case.title}: {FAILED}: {error}")
            else:
                echo(summary(comparison.results[-1]))
            keep(comparison)
    return comparison


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
    cases = make_cases(python, model, films, beside)
    cases = [case for case in cases if not only or case.name in (*only, BESIDE)]

    def keep(comparison: Comparison) -> None:
        if results:
            write_results(results, "bulk", comparison.report(), comparison.as_json())

    comparison = compare(cases, films, rows, lambda line: click.echo(line, err=True), keep)
    click.echo("\n".join(comparison.report()))
    if failed := [title for title, reason in comparison.left_out.items() if reason == FAILED]:
        raise click.ClickException(f"failed: {', '.join(failed)}")
