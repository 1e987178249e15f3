"""Reads Parquet with pyarrow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from movie_classifier.tables.files.blocks import BLOCK_ROWS, FindColumns, RejectedRow
from movie_classifier.tables.files.source import READ_BYTES, Source, reading

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class ParquetBlock:
    """Rows of a Parquet file; see `Block`."""

    lines: Sequence[int]
    rows: "pa.RecordBatch"
    rejected: Sequence[RejectedRow] = ()

    def column(self, position: int) -> list[object]:
        """Return the cells of a column. Bytes are read as text: some programs write texts as bytes."""
        cells: list[object] = self.rows.column(position).to_pylist()
        return [cell.decode(errors="surrogateescape") if isinstance(cell, bytes) else cell for cell in cells]

    def batch(self) -> "pa.RecordBatch":
        """Return the rows as they are."""
        return self.rows


class ParquetReader:
    """Reads Parquet; see `Reader`. The schema stays, with its metadata.

    Raises:
        InputUnreadable: the input is no Parquet file.
        ColumnNotFound: it does not have the columns that are needed.
    """

    def __init__(self, source: Source, find: FindColumns) -> None:
        from pyarrow import parquet

        source.make_seekable()
        self._source = source
        with reading(source):
            # A small buffer instead of whole columns: a file may have all its rows in one row group.
            self._file = parquet.ParquetFile(source.open_bytes(), buffer_size=READ_BYTES, pre_buffer=False)
            self.schema = self._file.schema_arrow
        self.columns: Sequence[str] = self.schema.names
        self.total = self._file.metadata.num_rows
        find(self.columns)

    def blocks(self) -> Iterator[ParquetBlock]:
        """Yield the blocks of the input; see `Reader`."""
        line = 1
        with reading(self._source):
            for rows in self._file.iter_batches(BLOCK_ROWS, use_threads=False):
                yield ParquetBlock(range(line, line + rows.num_rows), rows)
                line += rows.num_rows
