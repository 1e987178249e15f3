"""Reads film lists, and reports what was dropped and why.

Every reader returns a table with the columns `id` (TMDB's, as text), `title`, `year` (text, empty if unknown),
`description` and `genres` (list of str).
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from movie_classifier.film import clean, is_blank
from movie_classifier.model.genres import GENRES
from training.films.table_file import read_table

COLUMNS = {"id": "id", "title": "title", "release_date": "year", "overview": "description", "genres": "genres"}
"""Column of the files → column of the table. Both files have these columns."""

MOVIES_DATASET_COLUMNS = frozenset({*COLUMNS, "belongs_to_collection", "original_title"})
"""Columns by which The Movies Dataset is recognised. Other lists of TMDB's films have no `belongs_to_collection`."""

PLACEHOLDERS = frozenset({"no overview found", "no overview", "no overview yet", "no overview available"})
"""Texts that stand for a missing description, in lower case and without the full stop."""


@dataclass
class Films:
    """A table of films, and the numbers of rows that were dropped.

    Attributes:
        table: one row for each film.
        read: number of rows in the file.
        dropped: reason → number of rows.
        columns: names of the columns of the file.
    """

    table: pd.DataFrame
    read: int
    dropped: dict[str, int] = field(default_factory=dict)
    columns: frozenset[str] = frozenset()

    def drop(self, reason: str, rows: "pd.Series[bool]") -> None:
        """Drop the rows for which `rows` is True."""
        rows = rows.astype(bool)  # that of an empty table has another type
        self.dropped[reason] = int(rows.sum())
        self.table = self.table[~rows]

    def report(self) -> list[str]:
        """Return lines with the numbers of rows that were read, dropped and kept."""
        lines = [f"{self.read:>8,} rows read"]
        lines += [f"{count:>8,} dropped: {reason}" for reason, count in self.dropped.items() if count]
        return [*lines, f"{len(self.table):>8,} films kept"]


def read_movies_dataset(path: Path) -> Films:
    """Read `movies_metadata.csv` (or `.csv.gz`) of Kaggle's `rounakbanik/the-movies-dataset`.

    A few rows of the file are broken in two. The first half has no title: the original title is used. The second half
    has companies in the column of the genres, and a date or nothing in the column of the id.

    Raises:
        DataNotFound, DataUnreadable: the file is missing, or is another file.
    """
    films = _read(path, COLUMNS | {"original_title": "original_title"})
    films.drop("broken row (its id is not a number)", ~films.table["id"].str.fullmatch(r"\d+"))
    original = films.table.pop("original_title")
    films.table["title"] = films.table["title"].where(~films.table["title"].map(is_blank), original)
    return _clean(films, _parse_literal)


def read_tmdb_dataset(path: Path) -> Films:
    """Read `TMDB_movie_dataset_v11.csv` (or `.csv.gz`) of Kaggle's `asaniczka/tmdb-movies-dataset-2023-930k-movies`.

    Raises:
        DataNotFound, DataUnreadable: the file is missing, or is another file.
    """
    films = _read(path, COLUMNS | {"adult": "adult"})
    films.drop("pornography", films.table.pop("adult").str.casefold() == "true")
    return _clean(films, lambda text: [name.strip() for name in text.split(",")])


def film_key(table: pd.DataFrame) -> "pd.Series[str]":
    """Return title and year as one text. Films with the same text count as the same film."""
    return text_key(table["title"]) + "|" + table["year"]


def text_key(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Normalize case, white space and control characters, for comparisons."""
    return texts.map(lambda text: clean(text).casefold())


def _read(path: Path, columns: dict[str, str]) -> Films:
    table = read_table(path, list(columns), "run `python -m training download`, or name another file")
    return Films(table[list(columns)].rename(columns=columns), read=len(table))


def drop_unusable(films: Films, without_labels: str = "no label") -> Films:
    """Drop duplicates, and films without a title, a description or a label.

    Args:
        films: films, which are changed.
        without_labels: reason that is reported for films without a label.
    """
    films.drop("id seen before", films.table["id"].duplicated())
    films.drop("no title", films.table["title"].map(is_blank))
    films.drop("no description", films.table["description"].map(_is_placeholder))
    both = text_key(films.table["title"] + "\n" + films.table["description"])
    films.drop("title and description seen before", both.duplicated())
    films.drop(without_labels, films.table["genres"].map(len) == 0)
    films.table = films.table.reset_index(drop=True)
    return films


def _clean(films: Films, parse_genres: Callable[[str], list[str]]) -> Films:
    genres = films.table["genres"].map(parse_genres).map(lambda names: [genre for genre in GENRES if genre in names])
    films.table = films.table.assign(genres=genres, year=films.table["year"].str[:4])
    return drop_unusable(films, "no known genre")


def _is_placeholder(text: str) -> bool:
    return is_blank(text) or clean(text).rstrip(".").casefold() in PLACEHOLDERS


def _parse_literal(text: str) -> list[str]:
    """`"[{'id': 18, 'name': 'Drama'}]"` → `["Drama"]`; anything else → `[]`."""
    try:
        return [entry["name"] for entry in ast.literal_eval(text)]
    except (ValueError, SyntaxError, TypeError, KeyError):
        return []
