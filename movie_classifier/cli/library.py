"""The command `movie_classifier library`."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.cli.choice_options import choice_options
from movie_classifier.cli.local import ServiceOrModel
from movie_classifier.cli.one_line_errors import INTERRUPTED
from movie_classifier.cli.options import local_option, refuse_ignored_options, timeout_option, url_option
from movie_classifier.errors import MissingExtra

if TYPE_CHECKING:
    from movie_classifier.library.film import FilmReport, Outcome

FAILED_FILES = 3
"""Exit code if a file could not be read or written."""


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Write the genres into the files. Without it, nothing is changed.")
@click.option("--backup", is_flag=True, help="Keep each changed file as NAME.nfo.bak.")
@click.option("--series", is_flag=True, help="Add genres to series too, in their tvshow.nfo.")
@click.option("--all", "replace", is_flag=True, help="Replace the genres of films that have some.")
@click.option(
    "--include-low-confidence",
    "low_confidence",
    is_flag=True,
    help="Also add genres of low confidence, as for a plot in another language.",
)
@click.option("--include-locked", "locked", is_flag=True, help="Also add genres to films whose genres are locked.")
@choice_options
@click.option("--verbose", is_flag=True, help="Also list the files that need no new genres, and why.")
@url_option
@timeout_option
@local_option
@click.pass_context
def library(
    ctx: click.Context,
    folder: Path,
    write: bool,
    backup: bool,
    series: bool,
    replace: bool,
    low_confidence: bool,
    locked: bool,
    choice: GenreChoice | None,
    verbose: bool,
    url: str | None,
    timeout: float,
    local: bool,
) -> None:
    """Add genres to the films of a media library (needs the extra `library`).

    Reads the .nfo files in FOLDER and below it, as Kodi, Jellyfin, Emby and tinyMediaManager write them. For each film
    with a plot and without a genre, prints the genres that it would get, with their probabilities. Films whose genres
    are locked, or would have low confidence, are listed on stderr and left alone.
    """
    refuse_ignored_options(ctx)
    if backup and not write:
        raise click.UsageError("--backup needs --write.")
    try:
        from movie_classifier.library.film import PREVENTED, Outcome
        from movie_classifier.library.nfo_films import find_nfo_films
        from movie_classifier.library.update import Rules, update_films
    except ModuleNotFoundError as error:
        raise MissingExtra("library", error.name) from error
    classifier = ServiceOrModel(url, timeout, local)
    decision = choice.for_model(classifier.info) if choice else None
    rules = Rules(replace, low_confidence, locked, decision, write)
    reports = update_films(find_nfo_films(folder, series=series, backup=backup), classifier, rules)
    counts: Counter[Outcome] = Counter()
    try:
        for report in reports:
            counts[report.outcome] += 1
            if report.outcome is Outcome.NEW_GENRES:
                click.echo(_suggestion(report))
            elif verbose or report.outcome in PREVENTED:
                click.echo(_printable(f"{report.name}: left alone: {report.detail}"), err=True)
    except KeyboardInterrupt:
        click.echo("Interrupted. Every file has its old content or the new one.", err=True)
        ctx.exit(INTERRUPTED)
    finally:
        if counts:
            click.echo(_summary(counts, write), err=True)
    if not counts:
        click.echo(_printable(f"No .nfo files in {folder}."), err=True)
    if counts[Outcome.FAILED]:
        ctx.exit(FAILED_FILES)


def _suggestion(report: "FilmReport") -> str:
    genres = ", ".join(
        genre if probability is None else f"{genre} {probability:.2f}" for genre, probability in report.genres.items()
    )
    remarks = [f"instead of {report.detail}"] if report.detail else []
    remarks += [f"low confidence: {report.doubt}"] if report.doubt else []
    return _printable(f"{report.name}: {genres}" + "".join(f" ({remark})" for remark in remarks))


def _summary(counts: "Counter[Outcome]", written: bool) -> str:
    from movie_classifier.library.film import Outcome

    total = counts.total()
    parts = [f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome]]
    hint = ""
    if counts[Outcome.NEW_GENRES] and not written:
        parts[0], hint = f"{counts[Outcome.NEW_GENRES]} to change", " Nothing was written; --write adds the genres."
    return f"{total} .nfo file{'s' if total > 1 else ''}: {', '.join(parts)}.{hint}"


def _printable(line: str) -> str:
    """Replace characters that control a terminal, and bytes of file names that are not text."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)
