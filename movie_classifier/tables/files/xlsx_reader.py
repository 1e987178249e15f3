"""Reads the first sheet of an Excel workbook with calamine. All values are texts, as in a CSV file."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import islice
from typing import Any

from movie_classifier.errors import MissingExtra
from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files.blocks import BLOCK_ROWS, FindColumns
from movie_classifier.tables.files.csv_reader import CsvBlock, text_schema
from movie_classifier.tables.files.source import Source, reading

MAX_UNPACKED_BYTES = 500_000_000
"""Largest workbook, unpacked. calamine keeps a sheet in memory, which takes as many bytes."""


class XlsxReader:
    """Reads a workbook; see `Reader`. The header is the first row with a value. Empty rows are skipped.

    Raises:
        InputUnreadable: the input is no workbook, is too large, or its first sheet is empty.
        ColumnNotFound: the header does not have the columns that are needed.
        MissingExtra: python-calamine is not installed.
    """

    def __init__(self, source: Source, find: FindColumns) -> None:
        source.make_seekable()
        self._source = source
        self._rows = _open_rows(source)
        self.columns: Sequence[str] = next((row for _, row in self._rows), [])
        self.total: int | None = None
        if not self.columns:
            raise InputUnreadable(source.name, "its first sheet is empty")
        find(self.columns)

    @property
    def schema(self) -> Any:
        """Schema of the blocks: all columns are texts."""
        return text_schema(self.columns)

    def blocks(self) -> Iterator[CsvBlock]:
        """Yield the blocks of the input; see `Reader`."""
        while rows := list(islice(self._rows, BLOCK_ROWS)):
            yield CsvBlock(self.columns, [line for line, _ in rows], [], [row for _, row in rows])


def _open_rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Return the number and the cells of each row with a value."""
    try:
        from python_calamine import CalamineError, load_workbook
    except ModuleNotFoundError as error:
        raise MissingExtra("bulk", error.name) from error
    with reading(source), source.open_bytes() as file:
        try:
            with zipfile.ZipFile(file) as archive:
                size = sum(entry.file_size for entry in archive.infolist())
            if size > MAX_UNPACKED_BYTES:
                limit = f"{MAX_UNPACKED_BYTES // 10**6} MB"
                raise InputUnreadable(source.name, f"it has more than {limit} when unpacked: save the sheet as CSV")
            file.seek(0)
            rows = load_workbook(file).get_sheet_by_index(0).iter_rows()
        except (CalamineError, zipfile.BadZipFile) as error:
            raise InputUnreadable(source.name, "it is no Excel workbook: save the sheet again, or as CSV") from error
    texts = ((number, list(map(_to_text, row))) for number, row in enumerate(rows, start=1))
    return ((number, row) for number, row in texts if any(row))


def _to_text(cell: object) -> str:
    """Return a value as Excel writes it into a CSV file, but for dates, which are in ISO format."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)
