"""Options that choose genres. Several commands have them."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.choice.genres_file import read_genres_file
from movie_classifier.choice.languages import LANGUAGES
from movie_classifier.model.precision import HIGHEST, LOWEST

OPTIONS = (
    click.option(
        "--genres-file", envvar="MOVIE_CLASSIFIER_GENRES_FILE", type=click.Path(path_type=Path), metavar="FILE",
        help="TOML file with names, thresholds and limits of genres.",
    ),
    click.option("--max-genres", type=click.IntRange(min=1), metavar="N", help="Give a film N genres at most."),
    click.option(
        "--min-probability", type=click.FloatRange(0, 1), metavar="P",
        help="Leave out genres that are less probable, even if they reach their threshold.",
    ),
    click.option(
        "--precision", type=click.FloatRange(LOWEST, HIGHEST), metavar="P",
        help="Leave out genres that are right less often than this share of the films.",
    ),
    click.option("--language", type=click.Choice(LANGUAGES), help="Language of the genres.  [default: en]"),
)  # fmt: skip


def choice_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options to a command, which gets their values as the one argument `choice`: None without an option.

    A value on the command line replaces that in the file.
    """

    @wraps(command)
    def with_choice(*args: Any, genres_file: Path | None, **values: Any) -> None:
        own = {name: values.pop(name) for name in ("max_genres", "min_probability", "precision", "language")}
        given = {name: value for name, value in own.items() if value is not None}
        choice = None if genres_file is None else read_genres_file(genres_file)
        if given:
            choice = replace(choice or GenreChoice(), **given)
        command(*args, choice=choice, **values)

    decorated: Callable[..., None] = with_choice
    for option in reversed(OPTIONS):
        decorated = option(decorated)
    return decorated
