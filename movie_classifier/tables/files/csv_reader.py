"""Reads CSV and TSV with Python's `csv` module. All values are text, as they are in the file."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files.blocks import BLOCK_ROWS, FindColumns, RejectedRow
from movie_classifier.tables.files.dialect import BYTE_ORDER_MARK, find_dialect, read_header
from movie_classifier.tables.files.encoding import is_broken, show_broken
from movie_classifier.tables.files.source import Source, reading

BLOCK_CHARACTERS = 2**20
"""Number of characters after which a block ends, so that long rows do not fill the memory."""

HEAD_CHARACTERS = 2**20
"""Number of characters in which the dialect is found."""

MAX_ROW_CHARACTERS = 4_000_000
"""Longest row."""


@dataclass(frozen=True)
class CsvBlock:
    """Rows of a CSV file; see `Block`."""

    columns: Sequence[str]
    lines: list[int] = field(default_factory=list)
    rejected: list[RejectedRow] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def column(self, position: int) -> list[str]:
        """Return the texts of a column."""
        return [row[position] for row in self.rows]

    def batch(self) -> Any:
        """Return the rows as a record batch of texts."""
        import pyarrow as pa

        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.columns)
        return pa.record_batch([pa.array(cells, pa.string()) for cells in columns], text_schema(self.columns))


class CsvReader:
    """Reads CSV or TSV; see `Reader`.

    A row whose fields are all empty is skipped: Excel appends lines of commas. Empty fields after those of the header
    are ignored. A row with another number of fields, or with bytes that are not valid in the encoding, is rejected.

    Attributes:
        dialect: how the file is written.

    Raises:
        InputUnreadable: the input is empty or damaged.
        ColumnNotFound: the header does not have the columns that are needed.
    """

    def __init__(self, source: Source, find: FindColumns) -> None:
        self.total: int | None = None
        self._source = source
        csv.field_size_limit(2 * MAX_ROW_CHARACTERS)  # longer rows are refused before
        with reading(source):
            lines = source.lines(MAX_ROW_CHARACTERS)
            head, is_all = _read_head(lines)
            has_mark = bool(head) and head[0].startswith(BYTE_ORDER_MARK)
            if has_mark:
                head[0] = head[0].removeprefix(BYTE_ORDER_MARK)
            dialect, skipped = find_dialect(head, source.format.kind, find, is_all)
            self.dialect = dialect._replace(has_mark=has_mark)
            self._lines = _Lines(chain(head[skipped:], lines), skipped)
            self._records = self.dialect.read(self._lines)
            self.columns: Sequence[str] = [show_broken(name) for name in read_header(self._records)]
        if not self.columns:
            raise InputUnreadable(source.name, "it is empty")
        self._lines.take()
        find(self.columns)

    @property
    def schema(self) -> Any:
        """Schema of the blocks: all columns are texts."""
        return text_schema(self.columns)

    def blocks(self) -> Iterator[CsvBlock]:
        """Yield the blocks of the input; see `Reader`."""
        with reading(self._source):
            read = 1
            while read:
                block, characters = CsvBlock(self.columns), 0
                while read and len(block.rows) + len(block.rejected) < BLOCK_ROWS and characters < BLOCK_CHARACTERS:
                    read = self._read_row(block)
                    characters += read
                if block.rows or block.rejected:
                    yield block

    def _read_row(self, block: CsvBlock) -> int:
        """Add the next row to the block, and return the number of its characters; 0 after the last one."""
        fields = next(self._records, None)
        line, text = self._lines.take()
        if fields is None:
            return 0
        if self._lines.ended and self.dialect.has_quotes:
            reason = f"the quotation mark that opens a field in the row at line {line:,} is never closed"
            raise InputUnreadable(self._source.name, reason)
        width = len(self.columns)
        if not any(fields[width:]):
            del fields[width:]
        if not any(fields):
            return len(text)
        if len(fields) != width:
            reason = f"wrong number of fields ({len(fields)} instead of {width})"
            block.rejected.append(RejectedRow(line, reason, show_broken(text.rstrip("\r\n"))))
        elif is_broken(text):
            row = dict(zip(self.columns, map(show_broken, fields), strict=True))
            block.rejected.append(RejectedRow(line, f"not valid {self._source.encoding}", row))
        else:
            block.lines.append(line)
            block.rows.append(fields)
        return len(text)


class _Lines:
    """Passes lines to a CSV parser, and keeps those of the record that it parses.

    Args:
        lines: the lines.
        before: number of lines before the first one.

    Attributes:
        ended: whether the parser has asked for a line after the last one.
    """

    def __init__(self, lines: Iterable[str], before: int) -> None:
        self.ended = False
        self._lines, self._line = iter(lines), before + 1
        self._record, self._characters = list[str](), 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self._record.append(line)
            self._characters += len(line)
            if self._characters > MAX_ROW_CHARACTERS:
                size = f"longer than {MAX_ROW_CHARACTERS // 10**6} million characters"
                raise ValueError(
                    f"the row at line {self._line:,} is {size}; a quotation mark in it may never be closed"
                )
            yield line
        self.ended = True

    def take(self) -> tuple[int, str]:
        """Return the first line number and the text of the record."""
        line, text = self._line, "".join(self._record)
        self._line += len(self._record)
        self._record, self._characters = [], 0
        return line, text


def text_schema(columns: Sequence[str]) -> Any:
    """Return a schema of pyarrow whose columns are texts."""
    import pyarrow as pa

    return pa.schema([(name, pa.string()) for name in columns])


def _read_head(lines: Iterator[str]) -> tuple[list[str], bool]:
    """Return the first lines, and whether these are all."""
    head, characters = list[str](), 0
    for line in lines:
        head.append(line)
        characters += len(line)
        if characters >= HEAD_CHARACTERS:
            return head, False
    return head, True
