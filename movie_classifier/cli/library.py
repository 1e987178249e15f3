"""The command `movie_classifier library`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.cli.choice_options import choice_options
from movie_classifier.cli.library_output import print_reports, print_restored
from movie_classifier.cli.local import ServiceOrModel
from movie_classifier.cli.options import (
    check_url,
    given_options,
    local_option,
    refuse_ignored_options,
    timeout_option,
    url_option,
)
from movie_classifier.errors import MissingExtra

if TYPE_CHECKING:
    from movie_classifier.library.film import FilmReport, LibraryFilm
    from movie_classifier.library.jellyfin.server import JellyfinServer
    from movie_classifier.library.jellyfin.undo_file import UndoFile

UNDO_PARAMETERS = frozenset({"jellyfin", "undo", "locked", "verbose", "timeout"})
"""Parameters that `--undo` reads."""


@click.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--jellyfin", callback=check_url, metavar="URL",
    help="Address of Jellyfin or Emby, whose films get genres instead of files. JELLYFIN_API_KEY has its key.",
)  # fmt: skip
@click.option("--write", is_flag=True, help="Write the genres. Without it, nothing is changed.")
@click.option("--backup", is_flag=True, help="Keep each changed file as NAME.nfo.bak.")
@click.option(
    "--undo", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="Give the films in an undo file of --jellyfin their old genres back.",
)  # fmt: skip
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
@click.option("--verbose", is_flag=True, help="Also list the films that need no new genres, and why.")
@url_option
@timeout_option
@local_option
@click.pass_context
def library(
    ctx: click.Context,
    folder: Path | None,
    jellyfin: str | None,
    write: bool,
    backup: bool,
    undo: Path | None,
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

    Reads the .nfo files in FOLDER and below it, as Kodi, Jellyfin, Emby and tinyMediaManager write them, or with
    --jellyfin the films of Jellyfin or Emby. For each film with a plot and without a genre, prints the genres that it
    would get, with their probabilities. Films whose genres are locked, or would have low confidence, are listed on
    stderr and left alone.
    """
    _check_options(ctx, folder, jellyfin)
    if undo is not None:
        assert jellyfin is not None
        _restore(ctx, _connect(jellyfin, timeout), undo, locked, verbose)
        return
    classifier = ServiceOrModel(url, timeout, local)
    films, undo_file = _find_films(folder, jellyfin, timeout, series, backup)
    from movie_classifier.library.posters import PosterReader
    from movie_classifier.library.update import Rules, update_films

    decision = choice.for_model(classifier.info) if choice else None
    rules = Rules(replace, low_confidence, locked, decision, write)
    posters = None if choice and choice.precision else PosterReader(classifier)  # it is known for texts only
    noun = ".nfo file" if jellyfin is None else "film"
    try:
        reports = update_films(films, classifier, rules, posters)
        print_reports(ctx, reports, noun, written=write, verbose=verbose)
    finally:
        if undo_file is not None and undo_file.path is not None:
            click.echo(f"The old genres are in {undo_file.path}: --undo gives them back.", err=True)


def _check_options(ctx: click.Context, folder: Path | None, jellyfin: str | None) -> None:
    """Refuse options that would be ignored."""
    given = given_options(ctx)
    if folder is None and jellyfin is None:
        raise click.UsageError("Missing argument 'FOLDER', or --jellyfin.", ctx)
    if folder is not None and jellyfin is not None:
        raise click.UsageError("--jellyfin reads no files: leave out FOLDER.", ctx)
    if "undo" in given:
        if jellyfin is None:
            raise click.UsageError("--undo needs --jellyfin.", ctx)
        if ignored := [option for name, option in given.items() if name not in UNDO_PARAMETERS]:
            raise click.UsageError(f"--undo finds no genres: leave out {' and '.join(ignored)}.", ctx)
    if jellyfin is not None and "backup" in given:
        raise click.UsageError("--jellyfin changes no files: leave out --backup; --undo takes its place.", ctx)
    if jellyfin is not None and "series" in given:  # Jellyfin's ItemUpdateController does so
        raise click.UsageError("--series needs files: Jellyfin would give all episodes the rating of the series.", ctx)
    if "backup" in given and "write" not in given:
        raise click.UsageError("--backup needs --write.", ctx)
    refuse_ignored_options(ctx, ("url", "timeout") if jellyfin is None else ("url",))  # both servers have the timeout


def _find_films(
    folder: Path | None, jellyfin: str | None, timeout: float, series: bool, backup: bool
) -> "tuple[Iterator[LibraryFilm | FilmReport], UndoFile | None]":
    """Return the films, and the file that will have the old genres of those that are changed."""
    if jellyfin is not None:
        from movie_classifier.library.jellyfin.films import find_jellyfin_films
        from movie_classifier.library.jellyfin.undo_file import UndoFile

        undo = UndoFile(Path())
        return find_jellyfin_films(_connect(jellyfin, timeout), undo), undo
    assert folder is not None
    try:
        from movie_classifier.library.nfo_films import find_nfo_films
    except ModuleNotFoundError as error:
        raise MissingExtra("library", error.name) from error
    return find_nfo_films(folder, series=series, backup=backup), None


def _connect(url: str, timeout: float) -> "JellyfinServer":
    from movie_classifier.library.jellyfin.server import KEY_VARIABLE, JellyfinServer

    return JellyfinServer(url, os.environ.get(KEY_VARIABLE, "").strip(), timeout)


def _restore(ctx: click.Context, server: "JellyfinServer", path: Path, locked: bool, verbose: bool) -> None:
    from movie_classifier.library.jellyfin.restore import restore_genres
    from movie_classifier.library.jellyfin.undo_file import read_undo_file

    print_restored(ctx, restore_genres(server, path, read_undo_file(path), locked=locked), verbose=verbose)
