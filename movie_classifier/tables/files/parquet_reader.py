"""Reads Parquet with pyarrow."""

from collections.abc import Iterator, Sequence

from pyarrow import parquet

from movie_classifier.tables.files.blocks import BLOCK_ROWS, Block, ColumnChoice
from movie_classifier.tables.files.source import READ_BYTES, Source, reading


class ParquetReader:
    """Reads Parquet; see `Reader`. The schema stays, with its metadata.

    Raises:
        InputUnreadable: the input is no Parquet file.
        ColumnNotFound: it has no column for the title or the description.
    """

    def __init__(self, source: Source, choice: ColumnChoice) -> None:
        source.make_seekable()
        self._source = source
        with reading(source):
            # A small buffer instead of whole columns: a file may have all its rows in one row group.
            self._file = parquet.ParquetFile(source.open_bytes(), buffer_size=READ_BYTES, pre_buffer=False)
            self.schema = self._file.schema_arrow
        self.columns: Sequence[str] = self.schema.names
        self.total = self._file.metadata.num_rows
        self._film_columns = choice.find(self.columns)

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the input; see `Reader`."""
        line = 1
        with reading(self._source):
            for rows in self._file.iter_batches(BLOCK_ROWS, use_threads=False):
                titles, descriptions = (rows.column(number).to_pylist() for number in self._film_columns)
                yield Block(rows, titles, descriptions, range(line, line + rows.num_rows))
                line += rows.num_rows
