"""Reads any list of films with labels: CSV, TSV, JSON or Parquet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from movie_classifier.film import is_blank
from movie_classifier.tables.columns import DESCRIPTION_COLUMNS, TITLE_COLUMNS, ColumnNotFound, find_column
from training.errors import DataUnreadable
from training.films.cleaning import Films, drop_unusable, join_rows
from training.films.known_lists import is_movies_dataset
from training.films.labels.cells import is_missing
from training.films.labels.column import LabelColumn, read_labels
from training.films.table_file import read_table

LABEL_COLUMNS = ("genres", "genre", "labels", "tags", "listed_in")
OPTIONAL_COLUMNS = {
    "id": ("id", "tmdb_id", "imdb_id", "imdb_title_id", "show_id", "tconst", "movieId"),
    "year": ("year", "release_year", "released_year", "release_date", "original_release_date", "startYear"),
    "original_title": ("original_title",),
    "adult": ("adult",),
    "split": ("split",),
}
"""Column of a film → its usual names. The Movies Dataset and TMDB's lists have titles in `original_title` that are
missing in `title`."""

PARTS_BY_NAME = {"val": "dev", "valid": "dev", "validation": "dev"}
"""Other names of the parts in the column `split`."""


@dataclass(frozen=True)
class ListOptions:
    """What the user said about a list.

    Attributes:
        title, description, labels: name of the column; None for one that is found by its usual names.
        separator: what separates labels in a text; None to find it.
        encoding: encoding of a text format.
        aliases: alias in lower case → label; see `read_aliases`.
    """

    title: str | None = None
    description: str | None = None
    labels: str | None = None
    separator: str | None = None
    encoding: str = "utf-8"
    aliases: Mapping[str, str] = field(default_factory=dict)

    def find(self, columns: Sequence[str]) -> dict[str, str]:
        """Return name in a film → name in the list, for the columns that the list has.

        Raises:
            ColumnNotFound: there is no column for the title, the description or the labels.
        """
        found = {
            "title": find_column("title", TITLE_COLUMNS, columns, self.title),
            "description": find_column("description", DESCRIPTION_COLUMNS, columns, self.description),
            "genres": find_column("labels", LABEL_COLUMNS, columns, self.labels),
        }
        for name, accepted in OPTIONAL_COLUMNS.items():
            try:
                found[name] = find_column(name, accepted, columns)
            except ColumnNotFound:
                continue
        return found


def read_film_list(path: Path, options: ListOptions | None = None) -> Films:
    """Read the list at `path` as a table with `id`, `title`, `year`, `description`, `genres` and maybe `split`.

    All cells are text, except for `genres`, which is a list of labels. A film without an id gets the number of its row,
    as `row 1`. Films that the list marks as adult are dropped, but not those of The Movies Dataset: the published
    scores include them. A few rows of that file are broken in two, and have a date or nothing in the column of the id.

    Args:
        path: the list; see `read_table`.
        options: what the user said about it.

    Raises:
        DataNotFound, FormatUnknown, InputUnreadable: the file is missing or broken; see `read_table`.
        ColumnNotFound: the file has no column for the title, the description or the labels.
        DataUnreadable: labels have an unknown spelling.
    """
    options = options or ListOptions()
    table = read_table(path, lambda columns: list(options.find(columns).values()), encoding=options.encoding)
    found, rows = options.find(table.columns), table.cells
    films = Films(rows, len(rows) + table.rejected.total(), published_split=is_movies_dataset(table.columns))
    films.dropped.update(table.rejected)
    if films.published_split:
        films.drop("broken row (its id is not a number)", ~_text(rows, found.get("id")).str.fullmatch(r"\d+"))
    else:
        films.drop("adult film", _text(rows, found.get("adult")).str.casefold() == "true")
    rows = films.table
    try:
        labels = read_labels(list(rows[found["genres"]]), list(rows.index), options.aliases, options.separator)
    except ValueError as error:
        raise DataUnreadable(path, f"column {found['genres']}: {error}") from error
    films.notes.extend(labels.notes)
    films.table = _select(rows, found, labels)
    if not films.published_split:
        join_rows(films, has_id=_text(rows, found.get("id")) != "")
    drop_unusable(films)
    return films


def _select(rows: pd.DataFrame, found: Mapping[str, str], labels: LabelColumn) -> pd.DataFrame:
    """Return the table that `read_film_list` describes."""
    text = {name: _text(rows, found.get(name)) for name in ("title", "description", *OPTIONAL_COLUMNS)}
    numbers = pd.Series([f"row {row + 1}" for row in range(len(rows))], rows.index, dtype=object)
    films = pd.DataFrame(
        {
            "id": text["id"].where(text["id"] != "", numbers),
            "title": text["title"].where(~text["title"].map(is_blank), text["original_title"]),
            "year": text["year"].str.extract(r"(\d{4})", expand=False).fillna(""),
            "description": text["description"],
            "genres": pd.Series(labels.labels, rows.index, dtype=object),
        }
    )
    split = text["split"].replace(PARTS_BY_NAME)
    return films.assign(split=split) if (split != "").any() else films


def _text(rows: pd.DataFrame, column: str | None) -> "pd.Series[str]":
    """Return the cells of a column as text; empty texts for missing ones, and if there is no such column."""
    cells = rows[column] if column is not None else [None] * len(rows)
    return pd.Series(["" if is_missing(cell) else str(cell) for cell in cells], rows.index, dtype=object)
