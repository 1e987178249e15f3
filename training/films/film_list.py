"""Reads any list of films with labels: CSV, TSV, JSON Lines or Parquet."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from movie_classifier.columns import DESCRIPTION_COLUMNS, TITLE_COLUMNS, ColumnNotFound, find_column
from movie_classifier.errors import first_line
from training.errors import DataNotFound, DataUnreadable
from training.films.labels import apply_aliases, parse_labels
from training.films.readers import Films, drop_unusable

LABEL_COLUMNS = ("genres", "genre", "labels", "tags", "listed_in")
ID_COLUMNS = ("id", "tmdb_id", "imdb_id", "show_id")
YEAR_COLUMNS = ("year", "release_year", "release_date")
FORMATS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")


@dataclass(frozen=True)
class ColumnNames:
    """Columns that the user named; None for one that is found by its usual names."""

    title: str | None = None
    description: str | None = None
    labels: str | None = None


def read_film_list(path: Path, names: ColumnNames, aliases: Mapping[str, str]) -> Films:
    """Read the list at `path` as a table with `id`, `title`, `year`, `description`, `genres` and maybe `split`.

    A text format may be compressed (`.gz`). A film without an id gets the number of its row, as `row 1`.

    Raises:
        DataNotFound, DataUnreadable: the file is missing, broken or empty, or labels have an unknown spelling.
        ColumnNotFound: the file has no column for the title, the description or the labels.
    """
    table = _read_table(path)
    columns = [str(column) for column in table.columns]
    found = {
        "title": find_column("title", TITLE_COLUMNS, columns, names.title),
        "description": find_column("description", DESCRIPTION_COLUMNS, columns, names.description),
        "genres": find_column("labels", LABEL_COLUMNS, columns, names.labels),
    }
    try:
        labels = apply_aliases(parse_labels(table[found["genres"]]), aliases)
    except ValueError as error:
        raise DataUnreadable(path, f"column {found['genres']}: {error}") from error
    ids, years = _optional(table, columns, ID_COLUMNS), _optional(table, columns, YEAR_COLUMNS)
    films = pd.DataFrame(
        {
            "id": ids.where(ids != "", "row " + pd.Series(range(1, len(table) + 1), index=table.index).astype(str)),
            "title": _text(table[found["title"]]),
            "year": years.str.extract(r"(\d{4})", expand=False).fillna(""),
            "description": _text(table[found["description"]]),
            "genres": labels,
        }
    )
    split = _optional(table, columns, ("split",))
    if (split != "").any():
        films["split"] = split
    return drop_unusable(Films(films, read=len(films)))


def _read_table(path: Path) -> pd.DataFrame:
    if path.is_dir():
        raise DataUnreadable(path, "it is a folder; name a file")
    if not path.is_file():
        raise DataNotFound(path, "name another file with --films")
    suffix = Path(path.name.removesuffix(".gz")).suffix.lower()
    if suffix not in FORMATS:
        raise DataUnreadable(
            path, f"its format is unknown; known suffixes are {', '.join(FORMATS)}, and .gz after them"
        )
    try:
        table = _parse(path, suffix)
    except (ValueError, OSError, EOFError, OverflowError) as error:  # pandas and pyarrow raise ValueErrors
        raise DataUnreadable(path, _explain(error)) from error
    if table.empty:
        raise DataUnreadable(path, "it has no rows")
    return table


def _parse(path: Path, suffix: str) -> pd.DataFrame:
    if suffix == ".parquet":
        return pd.read_parquet(path)
    if suffix in {".jsonl", ".ndjson"}:
        return pd.read_json(path, lines=True, dtype=False)
    return pd.read_csv(path, sep="\t" if suffix == ".tsv" else ",", dtype=str, keep_default_na=False)


def _explain(error: Exception) -> str:
    text = first_line(error)
    if "EOF inside string" in text:
        return "the file ends in the middle of a row"
    if "Expected" in text and "fields in line" in text:
        return f"a row has too many fields ({text.split('error: ')[-1].strip()})"
    return text


def _text(column: "pd.Series[Any]") -> "pd.Series[str]":
    return column.map(lambda cell: "" if cell is None or (isinstance(cell, float) and math.isnan(cell)) else str(cell))


def _optional(table: pd.DataFrame, columns: list[str], accepted: tuple[str, ...]) -> "pd.Series[str]":
    """Return the column as text; empty texts if the table has no such column."""
    try:
        return _text(table[find_column("", accepted, columns)])
    except ColumnNotFound:
        return pd.Series("", index=table.index)
