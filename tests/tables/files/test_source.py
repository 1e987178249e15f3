"""Inputs that are not what their name says."""

import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest

from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files.blocks import ColumnChoice
from movie_classifier.tables.files.formats import find_format
from movie_classifier.tables.files.reader import open_reader
from movie_classifier.tables.files.source import Source

TEXT = "title,plot\nOne,A war.\n"
LINE = '{"title": "One", "plot": "A war."}\n'


def read(path: Path, data: bytes, encoding: str = "utf-8") -> list[tuple[object, ...]]:
    path.write_bytes(data)
    source = Source(str(path), find_format(str(path), None, None), encoding)
    blocks = open_reader(source, ColumnChoice().find, "csv").blocks()
    return [row for block in blocks for row in zip(block.column(0), block.column(1), strict=True)]


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("films.csv", TEXT)
    return file.getvalue()


@pytest.mark.parametrize("name", ["films.csv", "films.tsv", "films.jsonl"])
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (zipped(), r"an Excel workbook or a ZIP archive: change its suffix to \.xlsx, or unpack"),
        (gzip.compress(TEXT.encode(), mtime=0), r"compressed with gzip: add \.gz to its name"),
        (pa.Codec("zstd").compress(TEXT.encode(), asbytes=True), r"compressed with zstd: add \.zst to its name"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook: save the sheet as CSV"),
        (b"PAR1" * 10, r"a Parquet file: change its suffix to \.parquet"),
        (TEXT.encode("utf-16"), "in UTF-16: add --encoding utf-16$"),
        (TEXT.encode("utf-16-le"), "in UTF-16: add --encoding utf-16-le"),
        (TEXT.encode("utf-16-be"), "in UTF-16: add --encoding utf-16-be"),
    ],
)
def test_other_formats_are_named(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    with pytest.raises(InputUnreadable, match=message):
        read(tmp_path / name, data)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_read_where_it_is_named(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path / "films.csv", TEXT.encode(encoding), encoding) == [("One", "A war.")]
    assert read(tmp_path / "films.csv.gz", gzip.compress(TEXT.encode(encoding)), encoding) == [("One", "A war.")]


@pytest.mark.parametrize(("name", "text"), [("films.csv", TEXT), ("films.jsonl", LINE)])
def test_gzip_with_several_members_and_zeros_after_them(tmp_path: Path, name: str, text: str) -> None:
    half = len(text) // 2
    data = gzip.compress(text[:half].encode()) + gzip.compress(text[half:].encode()) + bytes(512)
    assert read(tmp_path / f"{name}.gz", data) == [("One", "A war.")]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("films.csv.gz", TEXT.encode(), r"not compressed with gzip: remove \.gz"),
        ("films.csv.gz", gzip.compress(TEXT.encode(), mtime=0)[:-12], "broken or ends too early"),
        ("films.csv.gz", gzip.compress(b"", mtime=0)[:10] + b"\x06", "broken or ends too early"),
        ("films.csv.zst", TEXT.encode(), "films"),
        ("films.csv.zst", pa.Codec("zstd").compress(TEXT.encode(), asbytes=True)[:-8], "films"),
    ],
)
def test_broken_compression(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    with pytest.raises(InputUnreadable, match=message):
        read(tmp_path / name, data)
