"""Reads a table from a file: CSV, TSV, JSON Lines or Parquet. Errors say which line is broken."""

import csv
import gzip
import json
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import pandas as pd

from movie_classifier.errors import first_line
from training.errors import DataNotFound, DataUnreadable

MISSING = "run `python -m training download`, or name another file with --films"

FORMATS = (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")

SEPARATORS = {".csv": ",;\t", ".tsv": "\t,;"}
"""Suffix → separators of the fields, the usual one first. Spreadsheets in some countries write CSV with semicolons."""

OTHER_FORMATS = {
    b"PK\x03\x04": "it is an Excel workbook or a ZIP archive; save the sheet as CSV, or unpack the archive",
    b"\xd0\xcf\x11\xe0": "it is an Excel workbook; save the sheet as CSV",
    b"\x1f\x8b": "it is compressed with gzip; add .gz to its name",
    b"PAR1": "it is a Parquet file; change its suffix to .parquet",
}
"""First bytes of a file that is no text → what to do."""


def read_table(path: Path, columns: Sequence[str] | None = None, remedy: str = MISSING) -> pd.DataFrame:
    """Read the table at `path`. The suffix says its format; a text format may be compressed (`.gz`).

    Args:
        path: the file.
        columns: columns that the table must have. No others are read from CSV and TSV. By default, all are read.
        remedy: what to do if there is no file.

    Returns:
        Table with at least one row. The cells of CSV and TSV are texts, and empty texts where a cell is missing.

    Raises:
        DataNotFound, DataUnreadable: the file is missing, has another format, is broken, or has no rows.
    """
    if path.is_dir():
        raise DataUnreadable(path, "it is a folder; name a file")
    if not path.is_file():
        raise DataNotFound(path, remedy)
    suffix = Path(path.name.removesuffix(".gz")).suffix.lower()
    try:
        _refuse_other_formats(path, suffix)
        table = _parse(path, suffix, columns)
        _check_columns(columns or (), list(map(str, table.columns)))
        if table.empty:
            raise ValueError("it has no rows")
    # pandas, pyarrow and json raise ValueErrors; gzip and zlib have exceptions of their own.
    except (ValueError, OSError, EOFError, zlib.error, OverflowError) as error:
        raise DataUnreadable(path, _explain(error)) from error
    return table


def _refuse_other_formats(path: Path, suffix: str) -> None:
    with path.open("rb") as file:
        start = file.read(4)
    if not path.name.endswith(".gz") and suffix != ".parquet":
        for first_bytes, remedy in OTHER_FORMATS.items():
            if start.startswith(first_bytes):
                raise ValueError(remedy)
    if suffix not in FORMATS:
        raise ValueError(f"its format is unknown; known suffixes are {', '.join(FORMATS)}, and .gz after them")


def _parse(path: Path, suffix: str, columns: Sequence[str] | None) -> pd.DataFrame:
    if suffix == ".parquet":
        return pd.read_parquet(path)
    with _open_text(path) as file:
        if suffix in {".jsonl", ".ndjson"}:
            return pd.DataFrame(_read_objects(file))
        header = next((line for line in file if line.strip()), "")
    separator = max(SEPARATORS[suffix], key=header.count)
    names = next(csv.reader([header], delimiter=separator), [])
    if not names:
        raise ValueError("it is empty")
    for name in names:
        if name and names.count(name) > 1:
            raise ValueError(f"it has two columns with the name {name}; rename one")
    _check_columns(columns or (), names)
    return pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, usecols=columns)


def _check_columns(needed: Sequence[str], names: Sequence[str]) -> None:
    missing = [column for column in needed if column not in names]
    if missing:
        raise ValueError(f"it has no column {', '.join(missing)}; its columns are {', '.join(names)}")


def _open_text(path: Path) -> IO[str]:
    encoding = "utf-8-sig"  # ignores the mark that spreadsheets write at the beginning
    return gzip.open(path, "rt", encoding=encoding) if path.name.endswith(".gz") else path.open(encoding=encoding)


def _read_objects(file: IO[str]) -> list[dict[str, Any]]:
    objects = []
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number} is no JSON object ({error.msg}); correct or remove the line") from error
        if not isinstance(value, dict):
            raise ValueError(f"line {number} is no JSON object; each line must be one, with the names of the columns")
        objects.append(value)
    return objects


def _explain(error: Exception) -> str:
    text = first_line(error)
    if isinstance(error, UnicodeDecodeError):
        return f"it is not in UTF-8 (byte {error.object[error.start]:#x}); save it as UTF-8"
    if isinstance(error, gzip.BadGzipFile):
        return "it is not compressed with gzip; remove .gz from its name, or download it again"
    if isinstance(error, EOFError | zlib.error):
        return "its compressed data is broken or ends too early; download it again"
    if found := re.search(r"EOF inside string starting at row (\d+)", text):
        return f"it ends in the middle of a row; row {found[1]} opens a quote that is not closed"
    if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", text):
        return f"line {found[2]} has {found[3]} fields instead of {found[1]}; quote a field that contains the separator"
    return text
