"""Reads JSON Lines: one JSON object on each line.

pyarrow's JSON reader changes values: a text that looks like a date becomes a date, and keys that are missing from the
first block are lost. So lines are parsed one by one, and an output in JSON Lines takes over each line as it is.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, NoReturn

import pyarrow as pa

from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files.blocks import BLOCK_ROWS, Block, ColumnChoice, RejectedRow
from movie_classifier.tables.files.encoding import is_broken, show_broken
from movie_classifier.tables.files.source import Source, reading

MAX_LINE_BYTES = 16 * 2**20
"""Longest line, so that a large file without line breaks does not fill the memory."""

LINES = pa.schema([pa.field("line", pa.string(), nullable=False)])
"""Schema of rows that are JSON objects as text."""


class _Line(NamedTuple):
    """A line that is not blank.

    Attributes:
        number: number of the line, from 1.
        text: the line without surrounding white space.
        value: its object, or the reason why it is none.
    """

    number: int
    text: str
    value: dict[str, Any] | str


class JsonLinesReader:
    """Reads JSON Lines; see `Reader`.

    The constructor reads the whole input once to find its keys. It copies a stream to a temporary file before.

    Args:
        source: the input.
        choice: columns that the user named.
        target: kind of the output. For `jsonl`, `Block.rows` has the schema `LINES`. For `parquet`, the types of the
            columns follow from the values. For `csv` and `tsv` all values are text, and those that were not are JSON.

    Raises:
        InputUnreadable: the input is empty or damaged, or the values of a key have several types.
        ColumnNotFound: no object has a key for the title or the description.
    """

    def __init__(self, source: Source, choice: ColumnChoice, target: str) -> None:
        source.make_seekable()
        self._source, self._target = source, target
        types, total = dict[str, Any](), 0
        for lines in self._batches():
            total += len(lines)
            values = [line.value for line in lines if isinstance(line.value, dict)]
            for name in dict.fromkeys(key for value in values for key in value):
                types[name] = self._merge(name, types.get(name, pa.null()), [value.get(name) for value in values])
        if not types:
            raise InputUnreadable(source.name, "it has no JSON object")
        self.total: int | None = total
        self.columns: Sequence[str] = list(types)
        self._film_columns = choice.find(self.columns)
        self.schema = LINES if target == "jsonl" else pa.schema(types.items())

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the input; see `Reader`."""
        title, description = (self.columns[position] for position in self._film_columns)
        for lines in self._batches():
            rows, objects, rejected = list[_Line](), list[dict[str, Any]](), list[RejectedRow]()
            for line in lines:
                if isinstance(line.value, str):
                    rejected.append(RejectedRow(line.number, line.value, show_broken(line.text)))
                else:
                    rows.append(line)
                    objects.append(line.value)
            titles, descriptions = ([each.get(key) for each in objects] for key in (title, description))
            batch = self._make_rows([line.text for line in rows], objects)
            yield Block(batch, titles, descriptions, [line.number for line in rows], rejected)

    def _batches(self) -> Iterator[list[_Line]]:
        with reading(self._source):
            lines = self._lines()
            while batch := list(islice(lines, BLOCK_ROWS)):
                yield batch

    def _lines(self) -> Iterator[_Line]:
        stream, number = self._source.open_text(), 0
        while line := stream.readline(MAX_LINE_BYTES + 1):
            number += 1
            if len(line) > MAX_LINE_BYTES:
                raise InputUnreadable(self._source.name, f"line {number:,} is longer than 16 MB; is it JSON Lines?")
            text = line.decode().removeprefix("\ufeff" if number == 1 else "").strip()
            if text:
                yield _Line(number, text, self._parse(text))

    def _parse(self, text: str) -> dict[str, Any] | str:
        """Return the object, or the reason why it cannot be used."""
        if self._source.decoder.found_broken and is_broken(text):
            return f"not valid {self._source.encoding}"
        try:
            value = json.loads(text, parse_constant=_refuse_constant)
            if self._target != "jsonl":
                json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return "a value is not valid Unicode"
        except (ValueError, RecursionError):
            return "not valid JSON"
        return value if isinstance(value, dict) else "not a JSON object"

    def _merge(self, name: str, known: Any, values: list[Any]) -> Any:
        """Return the type of a column that has had the type `known` so far, and has `values` now."""
        if self._target != "parquet":
            return pa.string()
        try:
            found = pa.schema([(name, pa.array(values).type)])
            return pa.unify_schemas([pa.schema([(name, known)]), found], promote_options="permissive").field(0).type
        except (pa.ArrowException, OverflowError) as error:
            reason = f"values of {name} have several types, and a column of a Parquet file has one; write JSON Lines"
            raise InputUnreadable(self._source.name, reason) from error

    def _make_rows(self, texts: Sequence[str], objects: Sequence[dict[str, Any]]) -> Any:
        if self._target == "jsonl":
            return pa.record_batch([pa.array(texts, pa.string())], LINES)
        columns = [[each.get(name) for each in objects] for name in self.columns]
        if self._target != "parquet":
            columns = [[_to_text(cell) for cell in column] for column in columns]
        return pa.record_batch(columns, self.schema)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _to_text(value: object) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
