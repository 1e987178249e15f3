"""In any dialect that programs write, `bulk` and `prepare` read the same rows. `tests/page/` tests the page."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings

from movie_classifier.tables.files.blocks import ColumnChoice
from movie_classifier.tables.files.formats import find_format
from movie_classifier.tables.files.reader import open_reader
from movie_classifier.tables.files.source import Source
from tests.dialects import COLUMNS, Written, tables
from training.films.table_file import read_table


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables())
def test_bulk_and_prepare_read_what_was_written(tmp_path: Path, table: Written) -> None:
    path = tmp_path / table.name
    path.write_bytes(table.data)
    reader = open_reader(Source(str(path), find_format(str(path), None, None)), ColumnChoice().find, "csv")
    blocks = list(reader.blocks())
    assert [row for block in blocks for row in block.rejected] == []
    assert [list(row.values()) for block in blocks for row in block.batch().to_pylist()] == table.rows
    assert read_table(path, COLUMNS).cells.to_numpy().tolist() == table.rows
