import pytest

from movie_classifier.tables.errors import FormatUnknown
from movie_classifier.tables.files.formats import FORMATS, FileFormat, find_format


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.csv", FileFormat("csv")),
        ("/x.y/a.b.TSV", FileFormat("tsv")),
        ("a.jsonl.gz", FileFormat("jsonl", "gzip")),
        ("a.ndjson.zst", FileFormat("jsonl", "zstd")),
        ("a.csv.zst", FileFormat("csv", "zstd")),
        ("a.csv.parquet", FileFormat("parquet")),
    ],
)
def test_by_suffix(path: str, expected: FileFormat) -> None:
    assert find_format(path, None, "--input-format") == expected


@pytest.mark.parametrize("path", ["-", "films", "films.parquet.gz", "csv", "a.gz"])
def test_unknown_suffix(path: str) -> None:
    with pytest.raises(FormatUnknown, match="name it with --input-format: csv"):
        find_format(path, None, "--input-format")


@pytest.mark.parametrize("name", FORMATS)
def test_chosen_format_comes_first(name: str) -> None:
    assert find_format("-", name, "--input-format") == find_format(f"a.{name}", None, "") == FORMATS[name]


def test_an_array_is_read_and_not_written() -> None:
    assert find_format("films.json", None, "--input-format").kind == "jsonl"
    with pytest.raises(FormatUnknown):
        find_format("films.json", None, "--output-format")


def test_a_workbook_is_read_and_not_written() -> None:
    for path in ("films.xlsx", "Films.XLSM"):
        assert find_format(path, None, "--input-format") == find_format("-", "xlsx", "") == FileFormat("xlsx")
        with pytest.raises(FormatUnknown, match="is a spreadsheet: save it as CSV"):
            find_format(path, None, "--output-format")


@pytest.mark.parametrize("path", ["Films.XLS", "films.ods"])
def test_spreadsheets_are_named(path: str) -> None:
    with pytest.raises(
        FormatUnknown, match=r"is a spreadsheet: save it as CSV, or name one of these formats: csv.* xlsx"
    ):
        find_format(path, None, None)
