import gzip
import json
from pathlib import Path

import pytest

from training.errors import DataNotFound, DataUnreadable
from training.films.table_file import read_table

CSV = "title,plot,genres\nOne,A spy,Drama\nTwo,Two friends,Comedy\n"
ROWS = [
    {"title": "One", "plot": "A spy", "genres": "Drama"},
    {"title": "Two", "plot": "Two friends", "genres": "Comedy"},
]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("f.csv", CSV),
        ("F.CSV", CSV),
        ("f.csv", CSV.encode("utf-8-sig")),
        ("f.csv", "\n\n" + CSV),
        ("f.csv", CSV.replace("\n", "\r\n")),
        ("f.csv", CSV.replace(",", ";")),
        ("f.csv", CSV.replace(",", "\t")),
        ("f.tsv", CSV.replace(",", "\t")),
        ("f.tsv", CSV),
        ("f.csv.gz", gzip.compress(CSV.encode(), mtime=0)),
        ("f.jsonl", "\n\n".join(map(json.dumps, ROWS))),
        ("f.ndjson.gz", gzip.compress("\n".join(map(json.dumps, ROWS)).encode("utf-8-sig"), mtime=0)),
    ],
)
def test_spellings_of_one_table(name: str, content: str | bytes, tmp_path: Path) -> None:
    assert read_table(write(tmp_path, name, content)).to_dict("records") == ROWS


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("f.csv", "", "it is empty"),
        ("f.csv", "\n\n", "it is empty"),
        ("f.csv", "title,plot,genres\n", "it has no rows"),
        ("f.jsonl", "", "it has no rows"),
        ("f.csv", CSV + 'Three,"A spy,Drama\n', "in the middle of a row; row 3 opens a quote that is not closed"),
        ("f.csv", CSV + "a,b,c,d,e\n", "line 4 has 5 fields instead of 3; quote a field"),
        ("f.csv", "title,plot,plot\na,b,c\n", "two columns with the name plot; rename one"),
        ("f.csv", CSV.encode("utf-16"), "not in UTF-8"),
        ("f.csv", CSV.replace("spy", "espía").encode("latin-1"), r"not in UTF-8 \(byte 0xed\); save it as UTF-8"),
        ("f.jsonl", CSV.encode("utf-16"), "not in UTF-8"),
        ("f.jsonl", '{"title": "One"}\n{"title": "Two"\n', "line 2 is no JSON object"),
        ("f.jsonl", json.dumps(ROWS), "line 1 is no JSON object; each line must be one"),
        ("f.parquet", "no parquet", "cannot be used"),
        ("f.parquet", "", "cannot be used"),
        ("f.csv.gz", CSV, r"not compressed with gzip; remove \.gz"),
        ("f.csv.gz", gzip.compress(CSV.encode(), mtime=0)[:-12], "ends too early; download it again"),
        ("f.csv.gz", gzip.compress(b"", mtime=0)[:10] + b"\x06", "is broken or ends too early"),
        ("f.csv", gzip.compress(CSV.encode(), mtime=0), r"add \.gz to its name"),
        ("f.xlsx", b"PK\x03\x04\x14", "save the sheet as CSV"),
        ("f.csv", b"PK\x03\x04\x14", "save the sheet as CSV"),
        ("f.csv", b"PAR1xxxx", r"change its suffix to \.parquet"),
        ("f.json", json.dumps(ROWS), r"format is unknown; known suffixes are \.csv"),
    ],
)
def test_broken_files(name: str, content: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataUnreadable, match=message):
        read_table(write(tmp_path, name, content))


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match="name another file with --films"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(DataUnreadable, match="folder"):
        read_table(tmp_path)
