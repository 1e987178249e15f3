"""Excel workbooks, as a list of films."""

import zipfile
from pathlib import Path

import pytest

from movie_classifier.tables.columns import ColumnNotFound
from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files import xlsx_reader
from movie_classifier.tables.files.blocks import ColumnChoice
from movie_classifier.tables.files.formats import FileFormat
from movie_classifier.tables.files.source import Source
from movie_classifier.tables.files.xlsx_reader import XlsxReader
from tests.tables.files.workbook import write_workbook

pytest.importorskip("python_calamine", reason="the extra bulk is not installed")

HEADER = ["title", "plot", "year", "seen"]


def open_workbook(path: Path) -> XlsxReader:
    return XlsxReader(Source(str(path), FileFormat("xlsx")), ColumnChoice().find)


def test_values_are_texts(tmp_path: Path) -> None:
    rows = [HEADER, [1917, " A <war>\n& 天. ", 2019.5, True], ["Tears", "A tragic death.", ("date", 43466), None]]
    reader = open_workbook(write_workbook(tmp_path / "a.xlsx", rows))
    assert reader.columns == HEADER
    [block] = reader.blocks()
    assert block.rows == [
        ["1917", " A <war>\n& 天. ", "2019.5", "TRUE"],
        ["Tears", "A tragic death.", "2019-01-01", ""],
    ]
    assert block.batch().schema == reader.schema


def test_lines_are_those_of_the_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_reader, "BLOCK_ROWS", 2)
    rows = [HEADER, ["A", "A war."], [], ["B", "A war."], ["C", "A war."]]
    blocks = list(open_workbook(write_workbook(tmp_path / "a.xlsx", rows, first_row=3)).blocks())
    assert [block.lines for block in blocks] == [[4, 6], [7]]
    assert [block.column(0) for block in blocks] == [["A", "B"], ["C"]]


def test_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"title,plot\n")
    with pytest.raises(InputUnreadable, match=r"a\.xlsx cannot be read: it is no Excel workbook"):
        open_workbook(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("films.csv", "title,plot\n")
    with pytest.raises(InputUnreadable, match="it is no Excel workbook"):
        open_workbook(path)
    with pytest.raises(InputUnreadable, match="its first sheet is empty"):
        open_workbook(write_workbook(path, []))
    with pytest.raises(ColumnNotFound, match=r"no column for the description: expected .*, found title, year"):
        open_workbook(write_workbook(path, [["title", "year"], ["A", 1]]))
    monkeypatch.setattr(xlsx_reader, "MAX_UNPACKED_BYTES", 1_000)
    with pytest.raises(InputUnreadable, match="more than 0 MB when unpacked: save the sheet as CSV"):
        open_workbook(write_workbook(path, [HEADER]))
