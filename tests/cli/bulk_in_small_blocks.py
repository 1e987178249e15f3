"""The command with blocks of some fifty rows, so that a small file can be interrupted between them."""

from movie_classifier.cli import main
from movie_classifier.tables.files import csv_reader, json_reader, parquet_reader

if __name__ == "__main__":
    csv_reader.BLOCK_CHARACTERS = 5_000
    json_reader.BLOCK_ROWS = parquet_reader.BLOCK_ROWS = 50
    main(prog_name="movie_classifier")
