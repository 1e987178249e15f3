"""Chooses the reader of a format."""

from movie_classifier.tables.files.blocks import ColumnChoice, Reader
from movie_classifier.tables.files.csv_reader import CsvReader
from movie_classifier.tables.files.json_reader import JsonLinesReader
from movie_classifier.tables.files.parquet_reader import ParquetReader
from movie_classifier.tables.files.source import Source


def open_reader(source: Source, choice: ColumnChoice, target: str) -> Reader:
    """Return the reader of `source`.

    Args:
        source: the input.
        choice: columns that the user named.
        target: kind of the output; see `FileFormat`.

    Raises:
        InputUnreadable: the input is empty or damaged.
        ColumnNotFound: the input has no column for the title or the description.
    """
    if source.format.kind == "parquet":
        return ParquetReader(source, choice)
    if source.format.kind == "jsonl":
        return JsonLinesReader(source, choice, target)
    return CsvReader(source, choice)
