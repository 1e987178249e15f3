"""Reads JSON Lines, one object on each line, and a JSON array of objects.

pyarrow's JSON reader changes values: a text that looks like a date becomes a date, and keys that are missing from the
first block are lost. So objects are parsed one by one, and an output in JSON Lines takes over each object as it is.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files.blocks import BLOCK_ROWS, FindColumns, RejectedRow
from movie_classifier.tables.files.csv_reader import text_schema
from movie_classifier.tables.files.dialect import BYTE_ORDER_MARK
from movie_classifier.tables.files.encoding import is_broken, show_broken
from movie_classifier.tables.files.source import Source, reading

if TYPE_CHECKING:
    import pyarrow as pa

MAX_LINE_CHARACTERS = 16_000_000
"""Longest line, so that a large file without line breaks does not fill the memory. An array may be longer."""

EMPTY_LINE = "{}"
"""A row without values, as JSON."""

_BETWEEN = re.compile(r"[\s,]*")


class _Entry(NamedTuple):
    """An object of the input.

    Attributes:
        line: its line, from 1.
        text: its text without surrounding white space.
        value: the object, or the reason why it cannot be used.
    """

    line: int
    text: str
    value: dict[str, Any] | str


@dataclass(frozen=True)
class JsonBlock:
    """Objects of a JSON file; see `Block`."""

    lines: list[int]
    rejected: list[RejectedRow]
    texts: list[str]
    objects: list[dict[str, Any]]
    reader: "JsonReader"

    def column(self, position: int) -> list[object]:
        """Return the values of a key, with None where it is missing."""
        return [each.get(self.reader.columns[position]) for each in self.objects]

    def batch(self) -> "pa.RecordBatch":
        """Return the rows as a record batch; see `JsonReader`."""
        import pyarrow as pa

        columns: list[Sequence[object]] = [self.texts]
        if self.reader.target != "jsonl":
            columns = [self.column(at) for at in range(len(self.reader.columns))]
        if self.reader.target in ("csv", "tsv"):
            columns = [[_to_text(cell) for cell in column] for column in columns]
        schema = self.reader.schema
        arrays = [pa.array(cells, kind) for cells, kind in zip(columns, schema.types, strict=True)]
        return pa.record_batch(arrays, schema)


class JsonReader:
    """Reads JSON Lines or a JSON array; see `Reader`. NaN and infinity, which JSON does not have, are read as null.

    The constructor reads the whole input once to find its keys. It copies a stream to a temporary file before.

    Args:
        source: the input.
        find: see `FindColumns`.
        target: kind of the output. For `jsonl`, a row is its text; see `lines_schema`. For `parquet`, the types of
            the columns follow from the values. For `csv` and `tsv` all values are text; those that were not are JSON.

    Raises:
        InputUnreadable: the input is empty or damaged, or the values of a key have several types.
        ColumnNotFound: no object has the keys that are needed.
    """

    def __init__(self, source: Source, find: FindColumns, target: str) -> None:
        source.make_seekable()
        self.target = target
        self._source = source
        self._types = dict[str, Any]()
        names, total = dict[str, None](), 0
        for entries in self._chunks():
            total += len(entries)
            objects = [entry.value for entry in entries if isinstance(entry.value, dict)]
            new = dict.fromkeys(key for value in objects for key in value)
            names |= new
            if target == "parquet":
                for name in new:
                    self._merge_type(name, [value.get(name) for value in objects])
        if not names:
            raise InputUnreadable(source.name, "it has no JSON object")
        self.total: int | None = total
        self.columns: Sequence[str] = list(names)
        find(self.columns)

    @property
    def schema(self) -> "pa.Schema":
        """Schema of the blocks."""
        import pyarrow as pa

        if self.target == "jsonl":
            return lines_schema()
        return pa.schema(self._types.items()) if self.target == "parquet" else text_schema(self.columns)

    def blocks(self) -> Iterator[JsonBlock]:
        """Yield the blocks of the input; see `Reader`."""
        for entries in self._chunks():
            block = JsonBlock([], [], [], [], self)
            for line, text, value in entries:
                if isinstance(value, str):
                    block.rejected.append(RejectedRow(line, value, show_broken(text)))
                else:
                    block.lines.append(line)
                    block.texts.append(text)
                    block.objects.append(value)
            yield block

    def _chunks(self) -> Iterator[list[_Entry]]:
        with reading(self._source):
            entries = self._entries()
            while chunk := list(islice(entries, BLOCK_ROWS)):
                yield chunk

    def _entries(self) -> Iterator[_Entry]:
        lines = enumerate(self._source.lines(MAX_LINE_CHARACTERS + 1), start=1)
        is_first = True
        for number, line in lines:
            text = line.removeprefix(BYTE_ORDER_MARK if number == 1 else "").strip()
            if is_first and text.startswith("["):
                yield from self._array(number, "".join(chain([line], (rest for _, rest in lines))))
            elif len(line) > MAX_LINE_CHARACTERS:
                size = f"{MAX_LINE_CHARACTERS // 10**6} million characters"
                raise InputUnreadable(self._source.name, f"line {number:,} is longer than {size}: is it JSON Lines?")
            elif text:
                yield self._read(number, text)
            is_first = is_first and not text

    def _array(self, line: int, text: str) -> Iterator[_Entry]:
        """Yield the elements of an array. Its text begins at `line`."""
        end = text.index("[") + 1
        while True:
            start = _BETWEEN.match(text, end).end()  # type: ignore[union-attr]  # the pattern matches any text
            line += text.count("\n", end, start)
            if text.startswith("]", start) and not text[start + 1 :].strip():
                return
            try:
                _, end = json.JSONDecoder().raw_decode(text, start)
            except (ValueError, RecursionError) as error:
                raise InputUnreadable(self._source.name, f"its array is not valid JSON at line {line:,}") from error
            yield self._read(line, text[start:end])
            line += text.count("\n", start, end)

    def _read(self, line: int, text: str) -> _Entry:
        constants = list[str]()
        if is_broken(text):
            return _Entry(line, text, f"not valid {self._source.encoding}")
        try:
            value = json.loads(text, parse_constant=constants.append)
            if self.target != "jsonl":
                json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return _Entry(line, text, "a value is not valid Unicode")
        except (ValueError, RecursionError):
            return _Entry(line, text, "not valid JSON")
        if not isinstance(value, dict):
            return _Entry(line, text, "not a JSON object")
        if constants or "\n" in text:
            text = json.dumps(value, ensure_ascii=False)
        return _Entry(line, text, value)

    def _merge_type(self, name: str, values: list[Any]) -> None:
        """Find the type of a column for Parquet, from the values of a chunk and of those before."""
        import pyarrow as pa

        known = self._types.get(name, pa.null())
        try:
            fields = [pa.schema([(name, kind)]) for kind in (known, pa.array(values).type)]
            self._types[name] = pa.unify_schemas(fields, promote_options="permissive").field(0).type
        except (pa.ArrowException, OverflowError) as error:
            reason = f"values of {name} have several types, and a column of a Parquet file has one; write JSON Lines"
            raise InputUnreadable(self._source.name, reason) from error


def lines_schema() -> "pa.Schema":
    """Return the schema of rows that are JSON objects as text."""
    import pyarrow as pa

    return pa.schema([pa.field("line", pa.string(), nullable=False)])


def _to_text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
