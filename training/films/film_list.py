"""Reads any list of films with labels: CSV, TSV, JSON Lines or Parquet."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from movie_classifier.film import is_blank
from movie_classifier.tables.columns import DESCRIPTION_COLUMNS, TITLE_COLUMNS, ColumnNotFound, find_column
from training.errors import DataUnreadable
from training.films.cleaning import Films, drop_unusable
from training.films.known_lists import is_movies_dataset
from training.films.labels import apply_aliases, parse_labels
from training.films.table_file import read_table

LABEL_COLUMNS = ("genres", "genre", "labels", "tags", "listed_in")
ID_COLUMNS = ("id", "tmdb_id", "imdb_id", "imdb_title_id", "show_id")
YEAR_COLUMNS = ("year", "release_year", "released_year", "release_date", "original_release_date")
TITLE_FALLBACK = ("original_title",)
"""Column of The Movies Dataset and of TMDB's lists. It has the titles that are missing in `title`."""

PARTS_BY_NAME = {"val": "dev", "valid": "dev", "validation": "dev"}
"""Other names of the parts in the column `split`."""


@dataclass(frozen=True)
class ColumnNames:
    """Columns that the user named; None for one that is found by its usual names."""

    title: str | None = None
    description: str | None = None
    labels: str | None = None


def read_film_list(path: Path, names: ColumnNames | None = None, aliases: Mapping[str, str] | None = None) -> Films:
    """Read the list at `path` as a table with `id`, `title`, `year`, `description`, `genres` and maybe `split`.

    All cells are text, except for `genres`, which is a list of labels. A film without an id gets the number of its row,
    as `row 1`. Films that the list marks as adult are dropped, but not those of The Movies Dataset: the published
    scores include them. A few rows of that file are broken in two. The first half has no title: the original title is
    used. The second half has a date or nothing in the column of the id, and is dropped.

    Args:
        path: the list: CSV, TSV, JSON Lines or Parquet.
        names: columns that the user named.
        aliases: alias → label.

    Raises:
        DataNotFound, DataUnreadable: the file is missing, broken or empty, or labels have an unknown spelling.
        ColumnNotFound: the file has no column for the title, the description or the labels.
    """
    names = names or ColumnNames()
    table = read_table(path)
    columns = [str(column) for column in table.columns]
    found = {
        "title": find_column("title", TITLE_COLUMNS, columns, names.title),
        "description": find_column("description", DESCRIPTION_COLUMNS, columns, names.description),
        "genres": find_column("labels", LABEL_COLUMNS, columns, names.labels),
    }
    published = is_movies_dataset(columns)
    films = Films(table, read=len(table), published_split=published)
    if published:
        films.drop("broken row (its id is not a number)", ~_text(table["id"]).str.fullmatch(r"\d+"))
    else:
        films.drop("adult film", _optional(table, columns, ("adult",)).str.casefold() == "true")
    films.table = _select(films.table, columns, found, path, aliases or {})
    drop_unusable(films)
    return films


def _select(
    table: pd.DataFrame, columns: list[str], found: Mapping[str, str], path: Path, aliases: Mapping[str, str]
) -> pd.DataFrame:
    """Return the table with the columns that `read_film_list` describes."""
    try:
        labels = apply_aliases(parse_labels(table[found["genres"]]), aliases)
    except ValueError as error:
        raise DataUnreadable(path, f"column {found['genres']}: {error}") from error
    ids, titles = _optional(table, columns, ID_COLUMNS), _text(table[found["title"]])
    numbers = pd.Series([f"row {row + 1}" for row in table.index], index=table.index, dtype=object)
    films = pd.DataFrame(
        {
            "id": ids.where(ids != "", numbers),
            "title": titles.where(~titles.map(is_blank), _optional(table, columns, TITLE_FALLBACK)),
            "year": _optional(table, columns, YEAR_COLUMNS).str.extract(r"(\d{4})", expand=False).fillna(""),
            "description": _text(table[found["description"]]),
            "genres": labels,
        }
    )
    split = _optional(table, columns, ("split",)).replace(PARTS_BY_NAME)
    return films.assign(split=split) if (split != "").any() else films


def _text(column: "pd.Series[Any]") -> "pd.Series[str]":
    """Return the cells as text; empty texts for missing ones."""
    return pd.Series(["" if _is_missing(cell) else str(cell) for cell in column], index=column.index, dtype=object)


def _is_missing(cell: Any) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell))


def _optional(table: pd.DataFrame, columns: list[str], accepted: tuple[str, ...]) -> "pd.Series[str]":
    """Return the column as text; empty texts if the table has no such column."""
    try:
        return _text(table[find_column("", accepted, columns)])
    except ColumnNotFound:
        return pd.Series("", index=table.index, dtype=object)
