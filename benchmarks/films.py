"""Real films, as the bodies of requests."""

import csv
import gzip
import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from movie_classifier.errors import first_line
from movie_classifier.film import MAX_DESCRIPTION_LENGTH, MAX_TITLE_LENGTH, Film, is_blank
from training.errors import DataNotFound, DataUnreadable

FILMS = 1_000
"""Different films that the load is made of; a server that remembered answers would have to remember them all."""


MIN_WORDS = 5
"""Fewer are no description, but "No overview found." or the like."""


def read_films(path: Path, count: int = FILMS) -> list[Film]:
    """`count` films from all over a list with the columns `title` and `overview`; all where it has fewer.

    They are the same in every call. A load has no use for ids and genres, without which `training` takes no film.

    Raises:
        DataNotFound, DataUnreadable: the file is not there, or is no such list.
    """
    if not path.is_file():
        raise DataNotFound(path, "name another list with --films")
    opened = gzip.open if path.suffix == ".gz" else open
    try:
        with opened(path, "rt", encoding="utf-8", newline="") as file:
            films = _usable(csv.DictReader(file))
    except (ValueError, OSError, EOFError, KeyError, csv.Error) as error:
        raise DataUnreadable(path, first_line(error)) from error
    if not films:
        raise DataUnreadable(path, "no row has a title and a description")
    return random.Random(0).sample(films, min(count, len(films)))  # noqa: S311 - nothing secret


def _usable(rows: Iterable[dict[str, str | None]]) -> list[Film]:
    films = (Film(row["title"] or "", row["overview"] or "") for row in rows)
    return [
        film
        for film in films
        if not is_blank(film.title)
        and len(film.title) <= MAX_TITLE_LENGTH
        and len(film.description.split()) >= MIN_WORDS
        and len(film.description) <= MAX_DESCRIPTION_LENGTH
    ]


def film_body(film: Film) -> bytes:
    """The body of a `POST /genre`, on one line."""
    return json.dumps(film._asdict()).encode()


def batch_body(films: Sequence[Film]) -> bytes:
    """The body of a `POST /genres`, on one line."""
    return json.dumps({"movies": [film._asdict() for film in films]}).encode()


def batch_bodies(films: Sequence[Film], size: int, count: int) -> list[bytes]:
    """`count` bodies of `size` films each, every one another draw of `films`."""
    chance = random.Random(size)  # noqa: S311 - nothing secret
    return [batch_body(chance.choices(films, k=size)) for _ in range(count)]
