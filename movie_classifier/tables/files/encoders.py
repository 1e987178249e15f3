"""Turns rows and their answers into bytes of the output.

The bytes of a block stand on their own: a text, one member of a gzip file or one frame of a zstd file. So an output can
grow block by block, and be cut after any of them.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as pa_csv
from pyarrow import parquet

from movie_classifier.choice.choice import SEPARATOR
from movie_classifier.tables.errors import OutputUnusable
from movie_classifier.tables.files.dialect import BYTE_ORDER_MARK, Dialect
from movie_classifier.tables.files.formats import FileFormat
from movie_classifier.tables.files.json_reader import lines_schema


class Encoder(Protocol):
    """Encodes one format."""

    def header(self) -> bytes:
        """Return the bytes before the first block."""

    def encode(self, rows: Any, answers: Any) -> bytes:
        """Return the bytes of a block.

        Args:
            rows: record batch of the input's columns.
            answers: record batch of the added columns, with the same number of rows.
        """

    def finish(self, draft: Path, final: Path) -> bool:
        """Write `final` from the draft with header and blocks, if they differ. Return whether they do."""


class CsvEncoder:
    """Encodes CSV and TSV. pyarrow quotes all texts, unless the dialect has no quotes.

    Lists and other nested values become JSON, several genres are separated by `SEPARATOR`.
    """

    def __init__(self, schema: Any, added: Any, dialect: Dialect) -> None:
        self._names = [*schema.names, *added.names]
        self._dialect = dialect

    def header(self) -> bytes:
        """Return the names of the columns, after a byte order mark if the input has one."""
        empty = pa.record_batch([pa.array([], pa.string())] * len(self._names), self._names)
        return BYTE_ORDER_MARK.encode() * self._dialect.has_mark + self._write(empty, include_header=True)

    def encode(self, rows: Any, answers: Any) -> bytes:
        """Return the lines of a block; see `Encoder`."""
        columns = [_flatten(column) for column in rows.columns]
        columns += [
            pc.binary_join(column, SEPARATOR) if pa.types.is_list(column.type) else column for column in answers.columns
        ]
        return self._write(pa.record_batch(columns, self._names), include_header=False)

    def finish(self, draft: Path, final: Path) -> bool:
        """Return False: the draft is the output."""
        return False

    def _write(self, batch: Any, include_header: bool) -> bytes:
        if not self._dialect.has_quotes:
            rows = zip(*(column.cast(pa.string()).to_pylist() for column in batch.columns), strict=True)
            lines = [batch.schema.names] if include_header else rows
            return "".join("\t".join(cell or "" for cell in line) + "\n" for line in lines).encode()
        sink = pa.BufferOutputStream()
        pa_csv.write_csv(
            batch, sink, pa_csv.WriteOptions(include_header=include_header, delimiter=self._dialect.delimiter)
        )
        return bytes(sink.getvalue().to_pybytes())


class JsonLinesEncoder:
    """Encodes JSON Lines. A row that came from JSON Lines keeps its text, and gets the new keys at its end."""

    def __init__(self, schema: Any) -> None:
        self._is_text = schema.equals(lines_schema())

    def header(self) -> bytes:
        """Return nothing."""
        return b""

    def encode(self, rows: Any, answers: Any) -> bytes:
        """Return the lines of a block; see `Encoder`."""
        values = rows.column(0).to_pylist() if self._is_text else map(to_json, to_records(rows))
        return "".join(
            f"{_add_keys(text, to_json(answer))}\n" for text, answer in zip(values, answers.to_pylist(), strict=True)
        ).encode()

    def finish(self, draft: Path, final: Path) -> bool:
        """Return False: the draft is the output."""
        return False


class ParquetEncoder:
    """Encodes Parquet.

    A Parquet file is complete only with its end. So each block is an Arrow stream first, and `finish` writes the
    Parquet file, with a row group for each block.
    """

    def __init__(self, schema: Any, added: Any) -> None:
        self._schema = schema
        for field in added:
            self._schema = self._schema.append(field)

    def header(self) -> bytes:
        """Return nothing."""
        return b""

    def encode(self, rows: Any, answers: Any) -> bytes:
        """Return an Arrow stream; see `Encoder`."""
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="zstd")
        with pa.ipc.new_stream(sink, self._schema, options=options) as stream:
            stream.write_batch(pa.record_batch([*rows.columns, *answers.columns], self._schema))
        return bytes(sink.getvalue().to_pybytes())

    def finish(self, draft: Path, final: Path) -> bool:
        """Write the Parquet file `final` from the Arrow streams in `draft`."""
        with parquet.ParquetWriter(final, self._schema) as writer, pa.OSFile(str(draft)) as file:
            while file.tell() < file.size():
                for batch in pa.ipc.open_stream(file):
                    writer.write_table(pa.Table.from_batches([batch]))
        return True


class CompressedEncoder:
    """Compresses the output of another encoder, each block on its own."""

    def __init__(self, encoder: Encoder, codec: str) -> None:
        self._encoder, self._codec = encoder, pa.Codec(codec)

    def header(self) -> bytes:
        """Return the compressed header."""
        header = self._encoder.header()
        return self._compress(header) if header else b""

    def encode(self, rows: Any, answers: Any) -> bytes:
        """Return the compressed bytes of a block; see `Encoder`."""
        return self._compress(self._encoder.encode(rows, answers))

    def finish(self, draft: Path, final: Path) -> bool:
        """Return False: the draft is the output."""
        return False

    def _compress(self, data: bytes) -> bytes:
        return bytes(self._codec.compress(data, asbytes=True))


def make_encoder(file_format: FileFormat, schema: Any, added: Any, dialect: Dialect) -> Encoder:
    """Return the encoder of a format.

    Args:
        file_format: format of the output.
        schema: schema of the rows.
        added: schema of the answers.
        dialect: dialect of the input, for an output in CSV.

    Raises:
        OutputUnusable: the format needs different names for all columns.
    """
    names = [*schema.names, *added.names]
    if file_format.kind in ("jsonl", "parquet") and len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise OutputUnusable(f"an output in {file_format.kind}", f"two columns are called {twice!r}; write CSV")
    encoder: Encoder
    if file_format.kind == "jsonl":
        encoder = JsonLinesEncoder(schema)
    elif file_format.kind == "parquet":
        encoder = ParquetEncoder(schema, added)
    else:
        encoder = CsvEncoder(schema, added, dialect)
    return CompressedEncoder(encoder, file_format.codec) if file_format.codec else encoder


def to_json(value: object) -> str:
    """Return `value` as JSON on one line. Numbers that JSON does not have become null."""
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_default)
    except ValueError:
        return json.dumps(_without_nan(value), ensure_ascii=False, allow_nan=False, default=_default)


def _add_keys(text: str, answer: str) -> str:
    """Return one JSON object with the keys of both. Its text begins with that of the first one."""
    start = text[:-1].rstrip()
    return answer if start == "{" else f"{start}, {answer[1:]}"


def _default(value: object) -> str:
    """Return a value that JSON does not have as text: bytes that are UTF-8 as they are, other bytes in Base64."""
    if not isinstance(value, bytes):
        return str(value)
    try:
        return value.decode()
    except UnicodeDecodeError:
        return base64.b64encode(value).decode()


def _without_nan(value: Any) -> Any:
    if isinstance(value, float):
        return value if abs(value) < float("inf") else None
    if isinstance(value, Mapping):
        return {key: _without_nan(each) for key, each in value.items()}
    return (
        [_without_nan(each) for each in value]
        if isinstance(value, Sequence) and not isinstance(value, str | bytes)
        else value
    )


def to_records(rows: Any) -> list[Any]:
    """Return the rows of a record batch as JSON types. Dates and times are text, in ISO format."""
    if rows.schema.equals(lines_schema()):
        return [json.loads(text) for text in rows.column(0).to_pylist()]
    columns = [
        column.cast(pa.string()) if pa.types.is_temporal(column.type) or pa.types.is_decimal(column.type) else column
        for column in rows.columns
    ]
    return list(pa.record_batch(columns, rows.schema.names).to_pylist())


def _flatten(column: Any) -> Any:
    """Return a column that pyarrow can write as CSV."""
    if pa.types.is_nested(column.type):
        return pa.array([None if value is None else to_json(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return pa.array([None if value is None else _default(value) for value in column.to_pylist()], pa.string())
    return column.cast(pa.string()) if pa.types.is_string_view(column.type) else column
