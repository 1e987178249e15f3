import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from movie_classifier.tables.columns import ColumnNotFound
from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files import json_reader
from movie_classifier.tables.files.blocks import ColumnChoice
from movie_classifier.tables.files.formats import FileFormat
from movie_classifier.tables.files.json_reader import JsonBlock, JsonReader
from movie_classifier.tables.files.source import Source


def open_lines(path: Path, data: bytes, target: str = "jsonl") -> JsonReader:
    path = path / "films.jsonl"
    path.write_bytes(data)
    return JsonReader(Source(str(path), FileFormat("jsonl")), ColumnChoice().find, target)


def read(path: Path, data: bytes, target: str = "jsonl") -> list[JsonBlock]:
    return list(open_lines(path, data, target).blocks())


def records(*objects: dict[str, Any]) -> bytes:
    return "".join(json.dumps(each) + "\n" for each in objects).encode()


def test_lines_stay_as_they_are(tmp_path: Path) -> None:
    lines = [
        b'{"title": "a",  "plot":"b", "n": 1.50, "n": 1e400}',
        b'{"plot": "\\ud800", "title": 7, "x": [1, {"y": null}]}',
    ]
    [block] = read(tmp_path, b"\xef\xbb\xbf" + lines[0] + b" \r\n\n  " + lines[1])
    assert block.texts == [line.decode() for line in lines]
    assert block.lines == [1, 3]
    assert block.column(0) == ["a", 7]
    assert block.column(1) == ["b", "\ud800"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"title": "a"', "not valid JSON"),
        (b'{"n": ' + b"9" * 5_000 + b"}", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'["a"]', "not a JSON object"),
        (b'"a"', "not a JSON object"),
        (b'{"title": "caf\xe9"}', "not valid utf-8"),
    ],
)
def test_rejected_lines(tmp_path: Path, line: bytes, reason: str) -> None:
    good = b'{"title": "a", "plot": "b"}\n'
    [block] = read(tmp_path, good + line + b"\n" + good)
    [row] = block.rejected
    assert (row.line, row.reason) == (2, reason)
    assert row.row == line.decode(errors="backslashreplace")
    assert block.lines == [1, 3]


def test_columns_are_the_keys_of_all_objects(tmp_path: Path) -> None:
    reader = open_lines(tmp_path, records({"title": "a"}, {"overview": "b", "x": 1}), "csv")
    assert list(reader.columns) == ["title", "overview", "x"]
    [block] = reader.blocks()
    assert block.batch().to_pylist() == [
        {"title": "a", "overview": None, "x": None},
        {"title": None, "overview": "b", "x": "1"},
    ]
    assert block.column(1) == [None, "b"]
    assert reader.total == 2


def test_text_formats_get_json_for_what_is_no_text(tmp_path: Path) -> None:
    data = records({"title": "a", "plot": "007", "x": [1, {"é": None}], "y": True, "z": 2.5}, {"z": "\ud800"})
    [block] = read(tmp_path, data, "csv")
    assert block.batch().to_pylist() == [
        {"title": "a", "plot": "007", "x": '[1, {"é": null}]', "y": "true", "z": "2.5"}
    ]
    assert [row.reason for row in block.rejected] == ["a value is not valid Unicode"]


def test_parquet_gets_types(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_reader, "BLOCK_ROWS", 1)
    data = records({"title": "a", "plot": "2010-01-01", "n": 1}, {"n": 2.5, "g": ["x"]}, {"g": [], "d": {"k": 1}})
    reader = open_lines(tmp_path, data, "parquet")
    types = {"title": pa.string(), "plot": pa.string(), "n": pa.float64(), "g": pa.list_(pa.string())}
    assert reader.schema == pa.schema([*types.items(), ("d", pa.struct([("k", pa.int64())]))])
    assert [block.batch().num_rows for block in reader.blocks()] == [1, 1, 1]


@pytest.mark.parametrize("values", [(1, "a"), ([1], "a"), ({"a": 1}, [1]), (2**70, 1)])
@pytest.mark.parametrize("size", [1, 10])
def test_parquet_needs_one_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, values: tuple[Any, Any], size: int
) -> None:
    monkeypatch.setattr(json_reader, "BLOCK_ROWS", size)
    data = records(*({"title": "a", "plot": "b", "n": value} for value in values))
    with pytest.raises(InputUnreadable, match="values of n have several types"):
        open_lines(tmp_path, data, "parquet")
    assert len(read(tmp_path, data, "csv")) == 2 // size or 1


def test_a_file_without_line_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_reader, "MAX_LINE_CHARACTERS", 100)
    with pytest.raises(InputUnreadable, match="line 2 is longer"):
        open_lines(tmp_path, records({"title": "a"}, {"title": "b" * 100}))


@pytest.mark.parametrize("data", [b"", b"\n\n", b"[1]\n"])
def test_no_object(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputUnreadable, match="it has no JSON object"):
        open_lines(tmp_path, data)


def test_no_description(tmp_path: Path) -> None:
    with pytest.raises(ColumnNotFound, match=r"expected description or .* found title, name"):
        open_lines(tmp_path, records({"title": "a", "name": "b"}))


ARRAY = [{"title": "a", "plot": "b"}, 7, {"plot": "c", "title": "d", "x": [1]}]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("target", ["csv", "jsonl"])
def test_an_array_of_objects(tmp_path: Path, indent: int | None, target: str) -> None:
    [block] = read(tmp_path, ("\n\n" + json.dumps(ARRAY, indent=indent)).encode(), target)
    assert block.lines == ([4, 9] if indent else [3, 3])
    assert [(row.line, row.reason, row.row) for row in block.rejected] == [
        (8 if indent else 3, "not a JSON object", "7")
    ]
    assert (block.column(0), block.column(1)) == (["a", "d"], ["b", "c"])
    assert [json.loads(text) for text in block.texts] == [ARRAY[0], ARRAY[2]]
    assert all("\n" not in text for text in block.texts) or target == "csv"


@pytest.mark.parametrize("end", ["", "]]", "] x", ',{"title"'])
def test_a_broken_array(tmp_path: Path, end: str) -> None:
    with pytest.raises(InputUnreadable, match="its array is not valid JSON at line 2"):
        read(tmp_path, b'[{"title": "a", "plot": "b"}\n' + end.encode())


@pytest.mark.parametrize("target", ["csv", "jsonl", "parquet"])
def test_nan_is_null(tmp_path: Path, target: str) -> None:
    [block] = read(tmp_path, b'{"title": "a", "plot": "b", "year": NaN, "x": -Infinity}\n', target)
    assert block.objects == [{"title": "a", "plot": "b", "year": None, "x": None}]
    assert json.loads(block.texts[0]) == block.objects[0]
    assert "NaN" not in block.texts[0]
