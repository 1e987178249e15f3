r"""Finds the dialect of a CSV or TSV file from its first lines.

Excel writes semicolons where the comma is the decimal separator, and a first line `sep=;`. Tab-separated files often
have no quoting: there a quotation mark is a character. Some databases escape a quotation mark with a backslash (`\"`)
instead of another quotation mark.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from movie_classifier.tables.columns import ColumnNotFound
from movie_classifier.tables.files.blocks import FindColumns

DELIMITERS = {"csv": ",;\t|", "tsv": "\t,;|"}
"""Kind of the format → delimiters, in the order in which they are tried."""

BYTE_ORDER_MARK = "\ufeff"

_DELIMITER_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_ESCAPE = re.compile(r'\\([\\"])')
_DOUBLED = re.compile(r'(?:^|\t)"(?:[^"\t\r\n]|"")*""(?:[^"\t\r\n]|"")*"(?=[\t\r\n]|$)', re.MULTILINE)
"""A quoted field with a doubled quotation mark, which has no other meaning."""


class Dialect(NamedTuple):
    """How a file is written.

    Attributes:
        delimiter: character between two fields.
        has_mark: whether the file starts with a byte order mark, by which Excel recognises UTF-8.
        has_quotes: whether quotation marks enclose fields.
        has_escapes: whether a backslash escapes quotation marks.
    """

    delimiter: str = ","
    has_mark: bool = False
    has_quotes: bool = True
    has_escapes: bool = False

    def read(self, lines: Iterable[str], *, strict: bool = False) -> Iterator[list[str]]:
        """Return an iterator over the records; see `csv.reader`."""
        if self.has_escapes:
            lines = (_ESCAPE.sub(_unescape, line) for line in lines)
        if self.has_quotes:
            return csv.reader(lines, delimiter=self.delimiter, strict=strict)
        return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)


def _unescape(match: re.Match[str]) -> str:
    return '""' if match[1] == '"' else "\\"


def find_dialect(lines: Sequence[str], kind: str, find: FindColumns, is_all: bool) -> tuple[Dialect, int]:
    """Return the dialect of a file, and the number of lines before its header.

    The delimiter is the first one with which the header has the columns that are needed, or else the one that gives the
    most columns.

    Args:
        lines: the first lines, without a byte order mark.
        kind: `csv` or `tsv`.
        find: see `FindColumns`.
        is_all: whether the file ends with these lines.
    """
    skipped = 0
    if lines and (named := _DELIMITER_LINE.fullmatch(lines[0])):
        lines, skipped, delimiters = lines[1:], 1, named[1]
    else:
        delimiters = DELIMITERS[kind]
    dialect = Dialect(_find_delimiter(lines, delimiters, find))
    if dialect.delimiter == "\t" and not _has_quotes(lines, is_all):
        dialect = dialect._replace(has_quotes=False)
    elif any('\\"' in line for line in lines) and _misfits(lines, dialect, is_all):
        escaped = dialect._replace(has_escapes=True)
        dialect = dialect if _misfits(lines, escaped, is_all) else escaped
    return dialect, skipped


def read_header(records: Iterable[list[str]]) -> list[str]:
    """Return the first record that has a field; an empty list if there is none."""
    return next((record for record in records if record), [])


def _find_delimiter(lines: Sequence[str], delimiters: str, find: FindColumns) -> str:
    headers = {delimiter: read_header(Dialect(delimiter).read(lines)) for delimiter in delimiters}
    for delimiter, columns in headers.items():
        try:
            find(columns)
        except ColumnNotFound:
            continue
        return delimiter
    return max(headers, key=lambda delimiter: len(headers[delimiter]))


def _has_quotes(lines: Sequence[str], is_all: bool) -> bool:
    """Return whether quotation marks enclose fields in a tab-separated file.

    They do if the header has them, or if they make more rows fit. Where all rows fit either way, only a doubled
    quotation mark in a quoted field shows it: nobody quotes a field that has no tab, line break or quotation mark.
    """
    if next((line for line in lines if line.strip()), "").startswith('"'):
        return True
    with_quotes = _misfits(lines, Dialect("\t"), is_all)
    without = _misfits(lines, Dialect("\t", has_quotes=False), is_all)
    return with_quotes < without or (with_quotes == without and bool(_DOUBLED.search("".join(lines))))


def _misfits(lines: Sequence[str], dialect: Dialect, is_all: bool) -> float:
    """Return the number of records with another number of fields than the header, but for empty ones at the end.

    It is infinite if a quotation mark stands where the dialect has none, or is never closed.
    """
    records, count, width = dialect.read(lines, strict=True), 0, 0
    try:
        for record in records:
            width = width or len(record)
            count += bool(record) and (len(record) < width or any(record[width:]))
    except csv.Error as error:
        if is_all or "unexpected end" not in str(error):
            return float("inf")
    return count
