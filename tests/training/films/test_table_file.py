import gzip
import json
from pathlib import Path

import pytest

from movie_classifier.tables.errors import BulkError
from training.errors import DataNotFound
from training.films.table_file import read_table

COLUMNS = ["title", "plot", "genres"]
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
        ("f.csv", CSV.replace(",", "|")),
        ("f.json", json.dumps(ROWS, indent=1)),
        ("f.jsonl", "\n\n".join(map(json.dumps, ROWS))),
        ("f.ndjson.gz", gzip.compress("\n".join(map(json.dumps, ROWS)).encode("utf-8-sig"), mtime=0)),
    ],
)
def test_spellings_of_one_table(name: str, content: str | bytes, tmp_path: Path) -> None:
    assert read_table(write(tmp_path, name, content), COLUMNS).cells.to_dict("records") == ROWS


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("f.csv", "", "it is empty"),
        ("f.csv", "title,plot,genres\n", "it has no rows"),
        ("f.jsonl", "", "it has no JSON object"),
        (
            "f.csv",
            CSV + 'Three,"A spy,Drama\n',
            "quotation mark that opens a field in the row at line 4 is never closed",
        ),
        ("f.csv", "title,plot,genres\na,b\n", r"none of its 1 rows can be read: line 2, wrong number of fields \(2"),
        ("f.csv", "title,plot,plot,genres\na,b,c,d\n", "two columns with the name plot; rename one"),
        ("f.csv", CSV.encode("utf-16"), "in UTF-16: add --encoding utf-16"),
        ("f.parquet", "no parquet", "cannot be read"),
        ("f.ods", b"PK\x03\x04\x14", "is a spreadsheet: save it as CSV"),
        ("f.txt", CSV, r"format of .*f\.txt is unknown: rename it to one of these suffixes: csv, csv\.gz"),
    ],
)
def test_broken_files(name: str, content: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(BulkError, match=message):
        read_table(write(tmp_path, name, content), COLUMNS)


def test_rows_keep_their_lines(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, "f.csv", 'title,plot\n\nOne,"A\nspy"\nx\nTwo,b\n'), ["plot"])
    assert list(table.cells.index) == [3, 6]
    assert table.rejected == {"wrong number of fields": 1}
    assert table.columns == ["title", "plot"]


def test_columns_that_are_named(tmp_path: Path) -> None:
    path = write(tmp_path, "f.csv", CSV.replace("plot", "PLOT"))
    assert list(read_table(path, ["plot"]).cells) == ["plot"]
    with pytest.raises(BulkError, match="it needs the columns title and mood"):
        read_table(path, ["title", "mood"])


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataNotFound, match="name another file with --films"):
        read_table(tmp_path / "none.csv", COLUMNS)
    with pytest.raises(DataNotFound, match="folder"):
        read_table(tmp_path, COLUMNS)
