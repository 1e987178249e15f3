"""Reads real films, and turns them into request bodies."""

import ast
import csv
import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path

from movie_classifier.errors import MovieClassifierError, first_line
from movie_classifier.film import MAX_DESCRIPTION_LENGTH, MAX_TITLE_LENGTH, Film, is_blank

Row = dict[str, str | None]

FILMS = 1_000
"""Number of different films in the load, so that a server gains little by caching responses."""


MIN_WORDS = 5
"""Shorter descriptions are placeholders such as "No overview found."."""


class FilmListUnreadable(MovieClassifierError):
    """The film list is missing, or is not a CSV file with the expected columns."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be used: {reason}; name another film list with --films")


def read_films(path: Path, count: int = FILMS) -> list[Film]:
    """Draw `count` films from a CSV file with the columns `title` and `overview`, or return all if it has fewer.

    The draw is the same in every call. Films without genres count too.

    Raises:
        FilmListUnreadable: the file is missing, is not such a list, or has no usable film.
    """
    films = [film for film, _ in _usable_rows(path)]
    return random.Random(0).sample(films, min(count, len(films)))  # noqa: S311 - nothing secret


def read_labelled_films(path: Path) -> list[tuple[Film, list[str]]]:
    """Read the films that have genres from The Movies Dataset's CSV file.

    Raises:
        FilmListUnreadable: the file is missing, is not such a list, or has no usable film.
    """
    films = [(film, _genre_names(row["genres"] or "")) for film, row in _usable_rows(path, "genres")]
    return [(film, genres) for film, genres in films if genres]


def _usable_rows(path: Path, *more_columns: str) -> list[tuple[Film, Row]]:
    """Return the films that the service accepts, each with its row."""
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            missing = {"title", "overview", *more_columns} - set(rows.fieldnames or ())
            if missing:
                raise FilmListUnreadable(path, f"it has no column {', '.join(sorted(missing))}")
            films = [(Film(row["title"] or "", row["overview"] or ""), row) for row in rows]
    except (ValueError, OSError, EOFError, csv.Error) as error:
        raise FilmListUnreadable(path, first_line(error)) from error
    usable = [(film, row) for film, row in films if _is_usable(film)]
    if not usable:
        raise FilmListUnreadable(path, "no row has a title and a description")
    return usable


def _is_usable(film: Film) -> bool:
    return (
        not is_blank(film.title)
        and len(film.title) <= MAX_TITLE_LENGTH
        and len(film.description.split()) >= MIN_WORDS
        and len(film.description) <= MAX_DESCRIPTION_LENGTH
    )


def _genre_names(text: str) -> list[str]:
    """`"[{'id': 18, 'name': 'Drama'}]"` → `["Drama"]`; any other text → `[]`."""
    try:
        return [entry["name"] for entry in ast.literal_eval(text)]
    except (ValueError, SyntaxError, TypeError, KeyError):
        return []


def film_body(film: Film) -> bytes:
    """Return the body of a `POST /genre`, on one line."""
    return json.dumps(film._asdict()).encode()


def batch_body(films: Sequence[Film]) -> bytes:
    """Return the body of a `POST /genres`, on one line."""
    return json.dumps({"movies": [film._asdict() for film in films]}).encode()


def batch_bodies(films: Sequence[Film], size: int, count: int) -> list[bytes]:
    """Return `count` bodies, each with `size` films drawn at random from `films`."""
    chance = random.Random(size)  # noqa: S311 - nothing secret
    return [batch_body(chance.choices(films, k=size)) for _ in range(count)]
