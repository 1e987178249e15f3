import datetime
import decimal
import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import csv as pa_csv
from pyarrow import parquet

from movie_classifier.tables.errors import OutputUnusable
from movie_classifier.tables.files.dialect import Dialect
from movie_classifier.tables.files.encoders import Encoder, make_encoder, to_json
from movie_classifier.tables.files.formats import FORMATS
from movie_classifier.tables.files.json_reader import lines_schema

ROWS = pa.record_batch(
    {
        "text": ["007", 'a "b", c\n', None],
        "real": [1.5, float("nan"), 1e-7],
        "day": pa.array([datetime.date(2001, 2, 3), None, None]),
        "price": pa.array([decimal.Decimal("1.50"), None, None]),
        "bytes": pa.array([b"\xff", b"", None]),
        "list": [["é", None], [], None],
        "kind": pa.array(["x", "y", "x"]).dictionary_encode(),
    }
)
ANSWERS = pa.record_batch({"genre": ["Drama", "War", "War"], "genres": [["Drama", "War"], ["War"], ["War"]]})


def encoder(name: str, rows: Any = ROWS, dialect: Dialect = Dialect()) -> Encoder:  # noqa: B008 - a constant
    return make_encoder(FORMATS[name], rows.schema, ANSWERS.schema, dialect)


def test_csv() -> None:
    made = encoder("csv")
    assert made.header().decode() == '"text","real","day","price","bytes","list","kind","genre","genres"\n'
    text = made.encode(ROWS, ANSWERS)
    assert text.startswith(b'"007",1.5,2001-02-03,1.50,"/w==",')
    assert b'"[""\xc3\xa9"", null]","x","Drama","Drama|War"\n' in text
    assert text.endswith(b',1e-7,,,,,"x","War","War"\n')


def test_csv_keeps_delimiter_and_byte_order_mark() -> None:
    made = encoder("csv", ROWS.select(["text"]), Dialect(";", has_mark=True))
    assert made.header() == b'\xef\xbb\xbf"text";"genre";"genres"\n'
    assert made.encode(ROWS.select(["text"]).slice(0, 1), ANSWERS.slice(0, 1)) == b'"007";"Drama";"Drama|War"\n'


def test_json_lines() -> None:
    made = encoder("jsonl")
    assert made.header() == b""
    first, second, third = made.encode(ROWS, ANSWERS).decode().splitlines()
    assert json.loads(first) == {
        "text": "007", "real": 1.5, "day": "2001-02-03", "price": "1.50", "bytes": "/w==", "list": ["é", None],
        "kind": "x", "genre": "Drama", "genres": ["Drama", "War"],
    }  # fmt: skip
    assert json.loads(second)["real"] is None
    assert json.loads(third)["text"] is None


def test_json_lines_keep_their_text() -> None:
    rows = pa.record_batch([['{"title":"a",  "n": 1.50}', '{"n": "\\ud800" }']], lines_schema())
    text = encoder("jsonl", rows).encode(rows, ANSWERS.slice(0, 2)).decode()
    assert text == (
        '{"title":"a",  "n": 1.50, "genre": "Drama", "genres": ["Drama", "War"]}\n'
        '{"n": "\\ud800", "genre": "War", "genres": ["War"]}\n'
    )


def test_parquet(tmp_path: Path) -> None:
    schema = ROWS.schema.with_metadata({"own": "x"})
    made = make_encoder(FORMATS["parquet"], schema, ANSWERS.schema, Dialect())
    blocks = [made.encode(ROWS.slice(start, 1), ANSWERS.slice(start, 1)) for start in range(3)]
    (tmp_path / "draft").write_bytes(made.header() + b"".join(blocks))
    assert made.finish(tmp_path / "draft", tmp_path / "final")
    table = parquet.read_table(tmp_path / "final")
    assert table.schema.metadata == {b"own": b"x"}
    assert table.select(ROWS.schema.names[2:]).to_pylist() == ROWS.select(ROWS.schema.names[2:]).to_pylist()
    assert table.select(["genre", "genres"]).to_pylist() == ANSWERS.to_pylist()
    assert table.schema.field("kind").type == pa.dictionary(pa.int32(), pa.string())
    assert parquet.read_metadata(tmp_path / "final").num_row_groups == 3


def test_parquet_without_rows(tmp_path: Path) -> None:
    made = encoder("parquet")
    (tmp_path / "draft").write_bytes(made.header())
    made.finish(tmp_path / "draft", tmp_path / "final")
    assert parquet.read_table(tmp_path / "final").num_rows == 0


@pytest.mark.parametrize("codec", ["gz", "zst"])
def test_compressed_blocks_stand_on_their_own(codec: str) -> None:
    plain, made = encoder("csv", ROWS.select(["text"])), encoder(f"csv.{codec}", ROWS.select(["text"]))
    data = made.header() + made.encode(ROWS.select(["text"]), ANSWERS) * 2
    expected = plain.header() + plain.encode(ROWS.select(["text"]), ANSWERS) * 2
    stream = pa.CompressedInputStream(pa.BufferReader(data), {"gz": "gzip", "zst": "zstd"}[codec])
    assert stream.read() == expected
    if codec == "gz":
        assert gzip.decompress(data) == expected
    assert pa_csv.read_csv(pa.BufferReader(expected)).num_rows == 6
    assert encoder(f"jsonl.{codec}").header() == b""


@pytest.mark.parametrize("name", ["jsonl", "parquet"])
def test_the_same_name_twice_needs_csv(name: str) -> None:
    rows = pa.record_batch([["a"], ["b"]], ["x", "x"])
    with pytest.raises(OutputUnusable, match="two columns are called 'x'; write CSV"):
        encoder(name, rows)
    assert encoder("csv", rows).encode(rows, ANSWERS.slice(1, 1)) == b'"a","b","War","War"\n'


@pytest.mark.parametrize(
    "kind",
    [
        pa.string_view(), pa.large_string(), pa.bool_(), pa.int8(), pa.float16(), pa.time64("us"), pa.duration("s"),
        pa.timestamp("ns", "UTC"), pa.date32(), pa.decimal128(9, 2), pa.list_(pa.timestamp("s")), pa.null(),
        pa.map_(pa.string(), pa.int64()), pa.struct([("a", pa.binary())]), pa.dictionary(pa.int8(), pa.string()),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet"])
def test_any_type_can_be_written(name: str, kind: Any) -> None:
    rows = pa.record_batch([pa.nulls(1, kind)], ["x"])
    assert b"War" in encoder(name, rows).encode(rows, ANSWERS.slice(1, 1))


def test_json_has_no_numbers_that_json_does_not_have() -> None:
    assert to_json({"a": [float("inf"), 1.0], "b": {"c": float("nan")}}) == '{"a": [null, 1.0], "b": {"c": null}}'
