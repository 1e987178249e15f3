"""What `movie_classifier library` prints."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from movie_classifier.cli.one_line_errors import INTERRUPTED

if TYPE_CHECKING:
    from movie_classifier.library.film import FilmReport, Outcome
    from movie_classifier.library.jellyfin.restore import RestoreReport

SOME_FAILED = 3
"""Exit code if a file or film could not be read or written."""


def print_reports(
    ctx: click.Context, reports: "Iterable[FilmReport]", noun: str, *, written: bool, verbose: bool
) -> None:
    """Print the new genres of each film, and on stderr the films that get none for a reason, and a summary.

    Args:
        ctx: the command. It ends with an exit code if a film failed or the user interrupts.
        reports: what happens to the films.
        noun: what the summary counts.
        written: whether the genres are written.
        verbose: whether to list all films.
    """
    from movie_classifier.library.film import PREVENTED, Outcome

    counts: Counter[Outcome] = Counter()
    try:
        for report in reports:
            counts[report.outcome] += 1
            if report.outcome is Outcome.NEW_GENRES:
                click.echo(_suggestion(report))
            elif verbose or report.outcome in PREVENTED:
                click.echo(_printable(f"{report.name}: left alone: {report.detail}"), err=True)
    except KeyboardInterrupt:
        click.echo(f"Interrupted. Every {noun.removeprefix('.nfo ')} has its old content or the new one.", err=True)
        ctx.exit(INTERRUPTED)
    finally:
        if counts:
            click.echo(_summary(counts, noun, written), err=True)
    if not counts:
        place = ctx.params["folder"] or ctx.params["jellyfin"]
        click.echo(_printable(f"No {noun}s in {place}."), err=True)
    if counts[Outcome.FAILED]:
        ctx.exit(SOME_FAILED)


def print_restored(ctx: click.Context, reports: "Iterable[RestoreReport]", *, verbose: bool) -> None:
    """Print the films that have their old genres again, and on stderr those that are left alone, and a summary."""
    from movie_classifier.library.jellyfin.restore import Restored

    counts: Counter[Restored] = Counter()
    try:
        for report in reports:
            counts[report.outcome] += 1
            if report.outcome is Restored.RESTORED:
                click.echo(_printable(f"{report.name}: {report.detail}"))
            elif verbose or report.outcome is not Restored.AS_BEFORE:
                click.echo(_printable(f"{report.name}: left alone: {report.detail}"), err=True)
    finally:
        parts = [f"{counts[outcome]} {outcome.value}" for outcome in Restored if counts[outcome]]
        click.echo(f"{_count(counts.total(), 'film')}: {', '.join(parts) or 'nothing to restore'}.", err=True)
    if counts[Restored.FAILED]:
        ctx.exit(SOME_FAILED)


def _suggestion(report: "FilmReport") -> str:
    genres = ", ".join(
        genre if probability is None else f"{genre} {probability:.2f}" for genre, probability in report.genres.items()
    )
    remarks = [f"instead of {report.detail}"] if report.detail else []
    remarks += [f"low confidence: {report.doubt}"] if report.doubt else []
    remarks += [report.poster] if report.poster else []
    return _printable(f"{report.name}: {genres}" + "".join(f" ({remark})" for remark in remarks))


def _summary(counts: "Counter[Outcome]", noun: str, written: bool) -> str:
    from movie_classifier.library.film import Outcome

    parts = [f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome]]
    hint = ""
    if counts[Outcome.NEW_GENRES] and not written:
        parts[0], hint = f"{counts[Outcome.NEW_GENRES]} to change", " Nothing was written; --write adds the genres."
    return f"{_count(counts.total(), noun)}: {', '.join(parts)}.{hint}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _printable(line: str) -> str:
    """Replace characters that control a terminal, and bytes of file names that are not text."""
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in line)
