"""Tables that people reported as misread by `bulk`."""

import csv
from pathlib import Path

import pytest

from movie_classifier.tables.errors import InputUnreadable
from tests.tables.conftest import Run

WAR = "A war of soldiers."


def test_an_empty_field_at_the_end_of_rows(tmp_path: Path, run: Run) -> None:
    (tmp_path / "in.csv").write_text(f"title,plot\nOne,{WAR},\nTwo,{WAR},\n")
    assert run(tmp_path / "in.csv", tmp_path / "out.csv").rejected == 0
    rows = list(csv.reader((tmp_path / "out.csv").open()))
    assert [row[:2] for row in rows] == [["title", "plot"], ["One", WAR], ["Two", WAR]]


def test_quotation_marks_of_a_tab_separated_file_stay(tmp_path: Path, run: Run) -> None:
    rows = [["1", '"Quote never closed', WAR], ["2", '"Heroes" of War', WAR], ["3", "War", f'"{WAR}"']]
    (tmp_path / "in.tsv").write_text("".join("\t".join(row) + "\n" for row in [["id", "title", "plot"], *rows]))
    assert run(tmp_path / "in.tsv", tmp_path / "out.tsv").rows == 3
    lines = (tmp_path / "out.tsv").read_text().splitlines()
    assert [line.split("\t")[:3] for line in lines[1:]] == rows
    run(tmp_path / "out.tsv", tmp_path / "again.tsv")
    assert [line.split("\t")[:3] for line in (tmp_path / "again.tsv").read_text().splitlines()[1:]] == rows


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04\x14\x00\x00\x00", "an Excel workbook or a ZIP archive"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", r"compressed with gzip: add \.gz"),
        ("title,plot\n".encode("utf-16"), "add --encoding utf-16"),
    ],
)
def test_a_file_that_is_no_csv(tmp_path: Path, run: Run, data: bytes, message: str) -> None:
    (tmp_path / "in.csv").write_bytes(data)
    with pytest.raises(InputUnreadable, match=message):
        run(tmp_path / "in.csv", tmp_path / "out.csv")
