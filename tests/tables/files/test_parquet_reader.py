from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files.blocks import ColumnChoice
from movie_classifier.tables.files.formats import FileFormat
from movie_classifier.tables.files.parquet_reader import ParquetReader
from movie_classifier.tables.files.source import Source


def open_parquet(path: Path) -> ParquetReader:
    return ParquetReader(Source(str(path), FileFormat("parquet")), ColumnChoice().find)


def test_rows_and_schema_stay(tmp_path: Path, small_blocks: None) -> None:
    table = pa.table(
        {
            "Title": pa.array(["a", None, "c"] * 10).dictionary_encode(),
            "plot": pa.array([1.5, None, 3.0] * 10),
            "when": pa.array([1, 2, None] * 10, pa.timestamp("ms", "UTC")),
            "nested": [{"a": [1, None]}, None, {"a": []}] * 10,
        }
    ).replace_schema_metadata({"pandas": "{}", "own": "x"})
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=11)
    reader = open_parquet(tmp_path / "a.parquet")
    assert reader.schema.equals(parquet.read_schema(tmp_path / "a.parquet"), check_metadata=True)
    assert reader.total == 30
    blocks = list(reader.blocks())
    assert pa.Table.from_batches([block.batch() for block in blocks]).to_pylist() == table.to_pylist()
    assert [line for block in blocks for line in block.lines] == list(range(1, 31))
    assert blocks[0].column(0)[:3] == ["a", None, "c"]
    assert blocks[0].column(1)[:3] == [1.5, None, 3.0]
    assert len(blocks) > 3


@pytest.mark.parametrize("data", [b"", b"title,plot\n", b"PAR1" * 10])
def test_other_files(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(data)
    with pytest.raises(InputUnreadable, match=r"a\.parquet cannot be read: .*arquet"):
        open_parquet(tmp_path / "a.parquet")


def test_truncated_file(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"title": ["a"] * 1_000, "plot": ["b"] * 1_000}), tmp_path / "a.parquet")
    (tmp_path / "a.parquet").write_bytes((tmp_path / "a.parquet").read_bytes()[:-100])
    with pytest.raises(InputUnreadable):
        open_parquet(tmp_path / "a.parquet")


def test_bytes_are_read_as_text(tmp_path: Path) -> None:
    table = pa.table({"title": pa.array(["a"], pa.large_string()), "plot": pa.array(["é".encode()], pa.binary())})
    parquet.write_table(table, tmp_path / "a.parquet")
    [block] = open_parquet(tmp_path / "a.parquet").blocks()
    assert (block.column(0), block.column(1)) == (["a"], ["é"])
