"""Reads CSV and TSV with pyarrow. All values are text, as they are in the file."""

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pa_csv

from movie_classifier.tables.columns import ColumnNotFound
from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files.blocks import Block, ColumnChoice, RejectedRow
from movie_classifier.tables.files.encoding import BROKEN, show_broken
from movie_classifier.tables.files.source import Source, reading

BLOCK_BYTES = 2**20
"""Size of a block, and so the longest row."""

HEADER_BYTES = 2**16
"""Longest header."""

DELIMITERS = {"csv": ",;\t|", "tsv": "\t"}
"""Delimiters that are tried. Excel writes semicolons where the comma is the decimal separator."""

_END = "\ufffeend\ufffe"
"""A line that is added after the input. If a quotation mark is never closed, the last value contains it. No text has
it, because U+FFFE is not a character."""

MAX_INVALID = 100_000
"""Largest number of rows in succession that have another number of fields than the header."""


class Dialect(NamedTuple):
    """Details of a CSV file that an output in CSV takes over.

    Attributes:
        delimiter: character between two fields.
        has_bom: whether the file starts with a byte order mark, by which Excel recognises UTF-8.
    """

    delimiter: str = ","
    has_bom: bool = False


class _Header(NamedTuple):
    columns: list[str]
    lines: int
    is_last: bool


class CsvReader:
    """Reads CSV or TSV; see `Reader`.

    A row whose fields are all empty is skipped: Excel appends lines of commas. A row with another number of fields than
    the header, or with bytes that are not valid in the encoding, is rejected.

    Attributes:
        dialect: delimiter and byte order mark of the file.

    Raises:
        InputUnreadable: the input is empty or damaged.
        ColumnNotFound: the header has no column for the title or the description.
    """

    def __init__(self, source: Source, choice: ColumnChoice) -> None:
        self.total: int | None = None
        self._source = source
        with reading(source):
            self._text = source.open_text()
            self._head = self._text.read(HEADER_BYTES)
        head = show_broken(self._head.decode(errors="replace"))
        delimiter, self._header = _read_header(head.removeprefix("\ufeff"), DELIMITERS[source.format.kind], choice)
        if not self._header.columns:
            raise InputUnreadable(source.name, "it is empty")
        self.dialect = Dialect(delimiter, head.startswith("\ufeff"))
        self.columns: Sequence[str] = self._header.columns
        self._film_columns = choice.find(self.columns)
        self.schema = pa.schema([(name, pa.string()) for name in self.columns])

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the input; see `Reader`."""
        rows = _Rows(self._header.lines, len(self.columns))
        with reading(self._source):
            for batch in self._batches(rows):
                yield self._make_block(pa.record_batch(batch.columns, self.schema), rows)
            last = self._make_block(pa.record_batch([[]] * len(self.columns), self.schema), rows)
            if last.rejected:
                yield last

    def _batches(self, rows: "_Rows") -> Iterator[Any]:
        if self._header.is_last and len(self._head) < HEADER_BYTES:
            return  # pyarrow cannot skip a header that nothing follows
        names = [str(number) for number in range(len(self.columns))]  # the same name may occur twice
        try:
            yield from pa_csv.open_csv(
                io.BufferedReader(_Joined(self._head, self._text, f"\n{_END}".encode()), BLOCK_BYTES),
                pa_csv.ReadOptions(
                    use_threads=False, block_size=BLOCK_BYTES, skip_rows=self._header.lines, column_names=names
                ),
                pa_csv.ParseOptions(
                    delimiter=self.dialect.delimiter, newlines_in_values=True, ignore_empty_lines=False,
                    invalid_row_handler=rows.keep_invalid,
                ),
                pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), check_utf8=False),
            )  # fmt: skip
        except pa.ArrowInvalid as error:
            if len(rows.invalid) > MAX_INVALID:
                reason = f"{MAX_INVALID:,} rows in succession do not have the {len(self.columns)} fields of the header"
                raise InputUnreadable(self._source.name, reason) from error
            raise

    def _make_block(self, batch: Any, rows: "_Rows") -> Block:
        breaks = reduce(pc.add, (pc.count_substring(column, "\n") for column in batch.columns))
        lines, rejected = rows.number(breaks.to_pylist())
        self._check_end(batch, lines, rejected)
        skipped = reduce(pc.and_, (pc.is_in(column, pa.array(["", _END])) for column in batch.columns))
        if self._source.decoder.found_broken:
            broken = reduce(pc.or_, (pc.match_substring_regex(column, BROKEN) for column in batch.columns))
            for index in pc.indices_nonzero(broken).to_pylist():
                row = {name: show_broken(text) for name, text in batch.slice(index, 1).to_pylist()[0].items()}
                rejected.append(RejectedRow(lines[index], f"not valid {self._source.encoding}", row))
            skipped = pc.or_(skipped, broken)
        if pc.any(skipped).as_py():
            keep = pc.invert(skipped)
            batch, lines = batch.filter(keep), pa.array(lines).filter(keep).to_pylist()
        titles, descriptions = (batch.column(number).to_pylist() for number in self._film_columns)
        return Block(batch, titles, descriptions, lines, rejected)

    def _check_end(self, batch: Any, lines: Sequence[int], rejected: Sequence[RejectedRow]) -> None:
        """Check that the last row does not reach beyond the end of the input."""
        ends = [(row.line, str(row.row)) for row in rejected[-1:]]
        ends += [(line, batch.column(-1)[-1].as_py()) for line in lines[-1:]]
        for line, text in ends:
            if text.endswith(_END) and text != _END:
                reason = f"the quotation mark that opens a field in the row at line {line:,} is never closed"
                raise InputUnreadable(self._source.name, reason)


class _Rows:
    """Numbers the rows of a file, and puts the invalid ones where they belong.

    pyarrow reports an invalid row at some time before it returns the batch with the next valid one.

    Args:
        header_lines: number of lines of the header.
        fields: number of fields in a row.

    Attributes:
        invalid: invalid rows that have been reported and not yet numbered.
    """

    def __init__(self, header_lines: int, fields: int) -> None:
        self.invalid: deque[Any] = deque()
        self._fields = fields
        self._line = self._number = header_lines + 1

    def keep_invalid(self, row: Any) -> str:
        """Handle an invalid row as pyarrow asks: skip it, or fail."""
        if row.text == _END:
            return "skip"
        self.invalid.append(row)
        return "skip" if len(self.invalid) <= MAX_INVALID else "error"

    def number(self, breaks: Sequence[int]) -> tuple[list[int], list[RejectedRow]]:
        """Return the lines of the next valid rows, and the invalid rows before them.

        Args:
            breaks: number of line breaks inside each valid row. If there are none, invalid rows at the end of the file
                are returned.
        """
        lines, rejected = [], list[RejectedRow]()
        for count in breaks:
            self._reject_next(rejected)
            lines.append(self._line)
            self._advance(count)
        if not lines:
            self._reject_next(rejected)
        return lines, rejected

    def _reject_next(self, rejected: list[RejectedRow]) -> None:
        while self.invalid and self.invalid[0].number == self._number:
            row = self.invalid.popleft()
            reason = f"wrong number of fields ({row.actual_columns} instead of {self._fields})"
            rejected.append(RejectedRow(self._line, reason, show_broken(row.text)))
            self._advance(row.text.count("\n"))

    def _advance(self, breaks: int) -> None:
        self._number += 1
        self._line += 1 + breaks


class _Joined(io.RawIOBase):
    """Bytes that have been read, then the rest of their stream, then other bytes."""

    def __init__(self, head: bytes, rest: io.BufferedReader, tail: bytes) -> None:
        self._head, self._rest, self._tail = io.BytesIO(head), rest, io.BytesIO(tail)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._head.readinto(buffer) or self._rest.readinto(buffer) or self._tail.readinto(buffer)


def _read_header(text: str, delimiters: str, choice: ColumnChoice) -> tuple[str, _Header]:
    """Return the first delimiter with which the header has a title and a description.

    If there is none, return the delimiter that gives the most columns.
    """
    headers = {delimiter: _parse_header(text, delimiter) for delimiter in delimiters}
    for delimiter, header in headers.items():
        try:
            choice.find(header.columns)
        except ColumnNotFound:
            continue
        return delimiter, header
    return max(headers.items(), key=lambda item: len(item[1].columns))


def _parse_header(text: str, delimiter: str) -> _Header:
    file = io.StringIO(text, newline="")
    rows = csv.reader(file, delimiter=delimiter)
    columns = next((row for row in rows if row), [])
    return _Header(columns, rows.line_num, not file.read(1))
