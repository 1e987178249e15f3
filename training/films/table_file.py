"""Reads a table from a file into pandas, with the readers of `movie_classifier bulk`."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from movie_classifier.tables.columns import ColumnNotFound, find_column
from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files.blocks import RejectedRow
from movie_classifier.tables.files.formats import find_format
from movie_classifier.tables.files.reader import open_reader
from movie_classifier.tables.files.source import Source
from training.errors import DataNotFound

MISSING = "run `python -m training download`, or name another file with --films"

ChooseColumns = Callable[[Sequence[str]], Sequence[str]]
"""Takes the columns of a table, and returns those to read. It raises `ColumnNotFound` if one is missing."""


@dataclass(frozen=True)
class FileTable:
    """A table that was read.

    Attributes:
        cells: the chosen columns. The index is the line of each row; in Parquet its row, from 1.
        columns: all columns of the file.
        rejected: reason → number of rows that could not be read.
    """

    cells: pd.DataFrame
    columns: Sequence[str]
    rejected: Counter[str] = field(default_factory=Counter)


def read_table(
    path: Path, choose: ChooseColumns | Sequence[str], remedy: str = MISSING, encoding: str = "utf-8"
) -> FileTable:
    """Read columns of the table at `path`: CSV, TSV, JSON or Parquet. The suffix says its format.

    Args:
        path: the file.
        choose: names of the columns, or a function that chooses them.
        remedy: what to do if there is no file.
        encoding: encoding of a text format.

    Returns:
        Table with at least one row. The cells of CSV and TSV are texts; those of JSON and Parquet are of any type.

    Raises:
        DataNotFound: there is no file.
        FormatUnknown, InputUnreadable: the file has another format, is broken, has no rows, or not the named columns.
        ColumnNotFound: the function does not find its columns.
    """
    if not path.is_file():
        raise DataNotFound(path, remedy)
    find = choose if callable(choose) else partial(_find_all, choose)
    with Source(str(path), find_format(str(path), None, None), encoding) as source:
        try:
            reader = open_reader(source, find, "csv")
        except ColumnNotFound as error:
            if callable(choose):
                raise
            raise InputUnreadable(str(path), f"it needs the columns {' and '.join(choose)}") from error
        chosen, columns = list(dict.fromkeys(find(reader.columns))), reader.columns
        twice = [name for name in chosen if list(columns).count(name) > 1]
        if twice:
            raise InputUnreadable(str(path), f"it has two columns with the name {twice[0]}; rename one")
        lines, rejected = list[int](), list[RejectedRow]()
        cells: dict[str, list[object]] = {name: [] for name in chosen}
        for block in reader.blocks():
            lines += block.lines
            rejected += block.rejected
            for name in chosen:
                cells[name] += block.column(columns.index(name))
    if not lines:
        first = f": line {rejected[0].line:,}, {rejected[0].reason}" if rejected else ""
        raise InputUnreadable(
            str(path), f"none of its {len(rejected):,} rows can be read{first}" if first else "it has no rows"
        )
    frame = pd.DataFrame(cells, index=pd.Index(lines), dtype=object)
    if not callable(choose):
        frame.columns = pd.Index(choose)
    return FileTable(frame, columns, Counter(row.kind for row in rejected))


def _find_all(names: Sequence[str], columns: Sequence[str]) -> list[str]:
    return [find_column(name, [name], columns) for name in names]
