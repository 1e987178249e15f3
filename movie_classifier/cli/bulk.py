"""The command `movie_classifier bulk`."""

import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.cli.choice_options import choice_options
from movie_classifier.cli.local import find_local_model, read_api_key, replace_service
from movie_classifier.cli.one_line_errors import INTERRUPTED
from movie_classifier.cli.options import (
    check_encoding,
    check_timeout,
    given_options,
    refuse_ignored_options,
    url_option,
)
from movie_classifier.client import DEFAULT_URL
from movie_classifier.errors import MissingExtra, ServiceUnreachable
from movie_classifier.tables.columns import DESCRIPTION_COLUMNS, PREFIX, TITLE_COLUMNS
from movie_classifier.tables.files.formats import FORMATS, INPUT_FORMATS, OUTPUT_OPTION, find_format

if TYPE_CHECKING:
    from movie_classifier.tables.bulk.output import Done
    from movie_classifier.tables.bulk.transport import Transport

SOME_REJECTED = 3
"""Exit code if rows were rejected."""

EXAMPLES = (
    "movie_classifier bulk films.csv --output films.genres.csv",
    "movie_classifier bulk - --input-format jsonl --output - --local < films.jsonl",
)


def _any_of(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


@click.command(epilog="\n  ".join(["\b\nExamples:", *EXAMPLES]))
@click.argument("source", metavar="INPUT")
@click.option("--output", "-o", required=True, metavar="OUTPUT", help="File to write, or - for standard output.")
@click.option(
    "--input-format",
    type=click.Choice(list(INPUT_FORMATS)),
    metavar="FORMAT",
    help="Format of INPUT.  [default: by its suffix]",
)
@click.option(
    "--output-format",
    type=click.Choice(list(FORMATS)),
    metavar="FORMAT",
    help="Format of OUTPUT.  [default: by its suffix]",
)
@click.option("--title-column", help=f"Column of the title.  [default: {_any_of(TITLE_COLUMNS)}]")
@click.option(
    "--description-column",
    help=f"Column of the description.  [default: {_any_of(DESCRIPTION_COLUMNS)}]",
)
@click.option(
    "--encoding",
    default="utf-8",
    show_default=True,
    callback=check_encoding,
    help="Encoding of INPUT, such as cp1252.",
)
@choice_options
@click.option("--scores", is_flag=True, help="Add the probability of every genre, one column each.")
@click.option(
    "--prefix", default=PREFIX, show_default=True, help="Put before the name of a new column that INPUT has already."
)
@click.option("--local", is_flag=True, help="Classify without a service (needs the extra `server`).")
@click.option("--processes", type=click.IntRange(min=1), help="Processes with --local.  [default: one per core]")
@url_option
@click.option(
    "--requests", type=click.IntRange(min=1), default=8, show_default=True, help="Requests under way at once."
)
@click.option(
    "--timeout",
    type=float,
    default=60,
    show_default=True,
    metavar="SECONDS",
    callback=check_timeout,
    help="Time to wait for an answer.",
)
@click.option("--batch-size", type=click.IntRange(1, 256), default=256, show_default=True, help="Films in a request.")
@click.option("--overwrite", is_flag=True, help="Replace OUTPUT if it exists.")
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted.")
@click.option("--strict", is_flag=True, help="Stop at the first row that cannot be classified.")
@click.option("--keep-rejected", is_flag=True, help="Keep such rows in OUTPUT, with the reason and no genre.")
@click.option("--quiet", "-q", is_flag=True, help="Print errors only.")
@click.pass_context
def bulk(
    ctx: click.Context,
    source: str,
    output: str,
    input_format: str | None,
    output_format: str | None,
    title_column: str | None,
    description_column: str | None,
    encoding: str,
    choice: GenreChoice | None,
    scores: bool,
    prefix: str,
    local: bool,
    processes: int | None,
    url: str | None,
    requests: int,
    timeout: float,
    batch_size: int,
    overwrite: bool,
    resume: bool,
    strict: bool,
    keep_rejected: bool,
    quiet: bool,
) -> None:
    """Classify a file of films: CSV, TSV, JSON Lines, Parquet or Excel (needs the extra `bulk`).

    The output has all columns of INPUT with their values, and the new columns `genre`, `genres` and `confidence`. It
    appears when it is complete. Rows that cannot be classified go to OUTPUT.rejected.jsonl instead, with the reason. A
    film needs a description, and no title.

    FORMAT is csv, tsv or jsonl, each with .gz or .zst if it is compressed, or parquet; xlsx for INPUT, whose first
    sheet is read. INPUT may be - for standard input.

    Without --local and --url, the service at the default address classifies, or this machine if there is none.

    Exit codes: 0 if all rows were classified, 3 if some were rejected, 1 for errors, 2 for wrong usage, 130 for Ctrl-C.
    """
    _check_options(ctx, source, output)
    try:
        from movie_classifier.tables.bulk.run import Job, classify_file
        from movie_classifier.tables.errors import Interrupted
        from movie_classifier.tables.files.blocks import ColumnChoice
        from movie_classifier.tables.files.source import check_input
    except ModuleNotFoundError as error:
        raise MissingExtra("bulk", error.name) from error
    check_input(source)
    read_as = find_format(source, input_format, "--input-format")
    if output == "-" and output_format is None and read_as in FORMATS.values():
        write_as = read_as
    else:
        write_as = find_format(output, output_format, OUTPUT_OPTION)
    job = Job(
        source, output, read_as, write_as, ColumnChoice(title_column, description_column), encoding, choice, scores,
        prefix, batch_size, overwrite, resume, strict, keep_rejected, quiet,
    )  # fmt: skip

    @contextmanager
    def connect() -> "Iterator[Transport]":
        with _open_transport(local, processes, url, requests, timeout, quiet) as transport:
            yield transport

    logging.getLogger("urllib3").setLevel(logging.ERROR)  # it warns about each repeated request
    start = time.monotonic()
    try:
        done = classify_file(job, connect)
    except Interrupted as error:
        click.echo(f"\n{error}", err=True)
        sys.exit(INTERRUPTED)
    except KeyboardInterrupt:
        click.echo("\nInterrupted; no row was finished", err=True)
        sys.exit(INTERRUPTED)
    if not quiet:
        click.echo(_summary(done, time.monotonic() - start, output), err=True)
    sys.exit(SOME_REJECTED if done.rejected else 0)


def _check_options(ctx: click.Context, source: str, output: str) -> None:
    """Refuse options that would be ignored."""
    refuse_ignored_options(ctx)
    given = given_options(ctx)
    if "processes" in given and "local" not in given:
        raise click.UsageError("--processes needs --local.", ctx)
    if "strict" in given and "keep_rejected" in given:
        raise click.UsageError("--strict keeps no rows: leave out --keep-rejected, or --strict.", ctx)
    if "resume" in given and "-" in (source, output):
        raise click.UsageError("--resume needs files as input and output.", ctx)


@contextmanager
def _open_transport(
    local: bool, processes: int | None, url: str | None, requests: int, timeout: float, quiet: bool
) -> "Iterator[Transport]":
    """Connect to the service, or load the model if there is none at the default address."""
    from movie_classifier.tables.bulk.local import count_cores, open_local
    from movie_classifier.tables.bulk.service import Requests

    if not local:
        service = Requests(url or DEFAULT_URL, timeout, read_api_key(), requests)
        try:
            service.info()
        except ServiceUnreachable as error:
            replace_service(error, url, quiet)
        else:
            yield service
            return
    with open_local(find_local_model(), processes or count_cores()) as workers:
        yield workers


def _summary(done: "Done", seconds: float, output: str) -> str:
    """Return the last line: rows, time, and rejected rows by reason."""
    new = done.rows - done.earlier_rows
    rows = f"{done.rows:,} rows, {new:,} of them" if done.earlier_rows else f"{new:,} rows"
    line = f"{rows} in {seconds:.1f} s ({new / seconds:,.0f} rows/s), {done.rejected:,} rejected"
    if not done.rejected:
        return line
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in done.reasons.most_common())
    return f"{line}: {reasons}" + ("" if output == "-" else f" ({output}.rejected.jsonl)")
