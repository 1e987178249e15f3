"""The ways in which programs write the same rows."""

from pathlib import Path

import pytest

from movie_classifier.tables.files import csv_reader
from movie_classifier.tables.files.blocks import ColumnChoice
from movie_classifier.tables.files.csv_reader import CsvReader
from movie_classifier.tables.files.formats import FileFormat
from movie_classifier.tables.files.source import Source

MEMORY = '"Memory" Lane'
"""A title that begins with a quotation mark."""


def read(folder: Path, text: str, kind: str = "csv") -> list[list[str]]:
    path = folder / f"films.{kind}"
    path.write_text(text, encoding="utf-8", newline="")
    blocks = list(CsvReader(Source(str(path), FileFormat(kind)), ColumnChoice().find).blocks())
    assert [row for block in blocks for row in block.rejected] == []
    return [row for block in blocks for row in block.rows]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (f"title\tplot\n{MEMORY}\tA war.\n", [MEMORY, "A war."]),
        ('title\tplot\n"Memory"\tA "war".\n', ['"Memory"', 'A "war".']),
        ('title\tplot\n"Memory\tA war.\nLane"\tpeace\n', ['"Memory', "A war."]),
        ('title\tplot\nMemory\t"\n', ["Memory", '"']),
        ('"title"\t"plot"\n"Memory"\t"A war."\n', ["Memory", "A war."]),
        ('title\tplot\n"""Memory"" Lane"\tA war.\n', [MEMORY, "A war."]),
        ('title\tplot\nMemory\t"A\twar."\n', ["Memory", "A\twar."]),
        ('title\tplot\nMemory\t"A\nwar."\n', ["Memory", "A\nwar."]),
        ('title\tplot\nMemory\t"A ""war""."\n', ["Memory", 'A "war".']),
    ],
)
@pytest.mark.parametrize("kind", ["tsv", "csv"])
def test_quotation_marks_in_tab_separated_files(tmp_path: Path, text: str, row: list[str], kind: str) -> None:
    """They enclose fields only if the file shows it."""
    assert read(tmp_path, text, kind)[0] == row


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (r'Memory,"A \"war\", lost"', ["Memory", 'A "war", lost']),
        (r'"\"Memory\"","C:\\new"', ['"Memory"', r"C:\new"]),
        (r'Memory,"A \"war\" \N"', ["Memory", r'A "war" \N']),
        (r'Memory,"A war\"', ["Memory", "A war\\"]),
        (r'"A "" war",C:\new', ['A " war', r"C:\new"]),
        (r'Memory,\N', ["Memory", r"\N"]),
    ],
)  # fmt: skip
def test_backslashes_escape_quotation_marks_where_nothing_else_fits(tmp_path: Path, text: str, row: list[str]) -> None:
    assert read(tmp_path, f"title,plot\n{text}\n") == [row]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("line", "delimiter"), [("sep=;", ";"), ("SEP=,", ","), ("sep=\t", "\t"), ("sep=#", "#")])
def test_the_first_line_of_excel_names_the_delimiter(tmp_path: Path, line: str, delimiter: str, end: str) -> None:
    text = end.join([line, f"title{delimiter}plot", f"One{delimiter}A war.", ""])
    assert read(tmp_path, "\ufeff" + text) == [["One", "A war."]]


def test_lines_are_counted_after_the_line_of_excel(tmp_path: Path) -> None:
    path = tmp_path / "films.csv"
    path.write_text("sep=;\ntitle;plot\nOne;A war.\n")
    [block] = CsvReader(Source(str(path), FileFormat("csv")), ColumnChoice().find).blocks()
    assert block.lines == [3]


@pytest.mark.parametrize("surplus", [",", ",,,", ',""'])
def test_empty_fields_at_the_end_are_ignored(tmp_path: Path, surplus: str) -> None:
    assert read(tmp_path, f"title,plot\nOne,A war.{surplus}\nTwo,Peace.\n") == [["One", "A war."], ["Two", "Peace."]]
    assert read(tmp_path, f"title,plot,\nOne,A war.,{surplus}\n") == [["One", "A war.", ""]]


def test_the_first_lines_show_the_dialect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where they end inside a quoted field."""
    monkeypatch.setattr(csv_reader, "HEAD_CHARACTERS", 40)
    text = 'title\tplot\nOne\t"A\twar."\nTwo\t"Line\nbreak"\nThree\t"Four\tfive"\n'
    assert read(tmp_path, text) == [["One", "A\twar."], ["Two", "Line\nbreak"], ["Three", "Four\tfive"]]
