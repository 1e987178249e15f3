"""Chooses the reader of a format."""

from movie_classifier.tables.files.blocks import FindColumns, Reader
from movie_classifier.tables.files.csv_reader import CsvReader
from movie_classifier.tables.files.json_reader import JsonReader
from movie_classifier.tables.files.parquet_reader import ParquetReader
from movie_classifier.tables.files.source import Source
from movie_classifier.tables.files.xlsx_reader import XlsxReader


def open_reader(source: Source, find: FindColumns, target: str) -> Reader:
    """Return the reader of `source`.

    Args:
        source: the input.
        find: checks that the columns are there which are needed; see `FindColumns`.
        target: kind of the output; see `FileFormat`.

    Raises:
        InputUnreadable: the input is empty or damaged.
        ColumnNotFound: `find` misses a column.
    """
    if source.format.kind == "parquet":
        return ParquetReader(source, find)
    if source.format.kind == "xlsx":
        return XlsxReader(source, find)
    if source.format.kind == "jsonl":
        return JsonReader(source, find, target)
    return CsvReader(source, find)
