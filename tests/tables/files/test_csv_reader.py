import csv
import io
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movie_classifier.tables.columns import ColumnNotFound
from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files import csv_reader
from movie_classifier.tables.files.blocks import ColumnChoice
from movie_classifier.tables.files.csv_reader import CsvBlock, CsvReader
from movie_classifier.tables.files.formats import FileFormat
from movie_classifier.tables.files.source import Source

HEADER = b"title,plot,id\n"


def open_csv(path: Path, data: bytes, kind: str = "csv", encoding: str = "utf-8") -> CsvReader:
    path = path / "films.csv"
    path.write_bytes(data)
    return CsvReader(Source(str(path), FileFormat(kind), encoding), ColumnChoice().find)


def read(path: Path, data: bytes, kind: str = "csv", encoding: str = "utf-8") -> list[CsvBlock]:
    return list(open_csv(path, data, kind, encoding).blocks())


def rows(blocks: list[CsvBlock]) -> list[tuple[str, ...]]:
    return [tuple(row) for block in blocks for row in block.rows]


def rejected(blocks: list[CsvBlock]) -> list[tuple[int, str, object]]:
    return [(row.line, row.reason, row.row) for block in blocks for row in block.rejected]


def test_values_are_text_as_they_are(tmp_path: Path) -> None:
    blocks = read(tmp_path, HEADER + b'007,"",1.50\n"a ""b""",  x ,NULL\nnan,"c\r\nd",\r\n')
    assert rows(blocks) == [("007", "", "1.50"), ('a "b"', "  x ", "NULL"), ("nan", "c\r\nd", "")]
    assert [block.lines for block in blocks] == [[2, 3, 4]]
    assert blocks[0].column(1) == ["", "  x ", "c\r\nd"]
    assert blocks[0].batch().to_pylist()[0] == {"title": "007", "plot": "", "id": "1.50"}


def test_lines_count_line_breaks_in_values(tmp_path: Path) -> None:
    data = b'\n\n"title\nof it",title,plot\nx,"a\nb",c\n\n,,\nx,y\nx,d,e\nx,"f\n\ng",h,y\nx,i,j'
    blocks = read(tmp_path, data)
    assert [line for block in blocks for line in block.lines] == [5, 10, 14]
    assert rejected(blocks) == [
        (9, "wrong number of fields (2 instead of 3)", "x,y"),
        (11, "wrong number of fields (4 instead of 3)", 'x,"f\n\ng",h,y'),
    ]


@pytest.mark.parametrize(
    ("delimiter", "kind"), [(",", "csv"), (";", "csv"), ("\t", "csv"), ("|", "csv"), ("\t", "tsv")]
)
def test_delimiter_and_byte_order_mark_are_recognised(tmp_path: Path, delimiter: str, kind: str) -> None:
    text = f'id{delimiter}Title{delimiter}Overview\r\n1{delimiter}"a{delimiter}b"{delimiter}c\r\n'
    for mark in ("", "\ufeff"):
        reader = open_csv(tmp_path, (mark + text).encode(), kind)
        assert rows(list(reader.blocks())) == [("1", f"a{delimiter}b", "c")]
        assert reader.dialect[:2] == (delimiter, bool(mark))
        assert list(reader.columns) == ["id", "Title", "Overview"]


def test_the_same_name_may_occur_twice(tmp_path: Path) -> None:
    reader = open_csv(tmp_path, b"title,plot,x,x\na,b,1,2\n")
    assert rows(list(reader.blocks())) == [("a", "b", "1", "2")]


def test_broken_encoding_rejects_the_row(tmp_path: Path) -> None:
    blocks = read(tmp_path, HEADER + b"caf\xe9,a,1\nb,c,2\nd\xff\ne,f,\xe2\x82\n")
    assert rows(blocks) == [("b", "c", "2")]
    assert rejected(blocks) == [
        (2, "not valid utf-8", {"title": r"caf\xe9", "plot": "a", "id": "1"}),
        (4, "wrong number of fields (1 instead of 3)", r"d\xff"),
        (5, "not valid utf-8", {"title": "e", "plot": "f", "id": r"\xe2\x82"}),
    ]
    assert rows(read(tmp_path, HEADER + b"caf\xe9,a,1\n", encoding="latin-1")) == [("café", "a", "1")]


def test_broken_encoding_in_the_header_is_shown(tmp_path: Path) -> None:
    reader = open_csv(tmp_path, b"title,plot,caf\xe9\na,b,1\n")
    assert list(reader.columns) == ["title", "plot", r"caf\xe9"]
    assert rows(list(reader.blocks())) == [("a", "b", "1")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1252"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    blocks = read(tmp_path, "title,plot,id\r\nNaïve,“Café”,1\r\n".encode(encoding), encoding=encoding)
    assert rows(blocks) == [("Naïve", "“Café”", "1")]


def test_nul_is_text(tmp_path: Path) -> None:
    assert rows(read(tmp_path, HEADER + b"a\0b,c,\0\n")) == [("a\0b", "c", "\0")]


@pytest.mark.parametrize("data", [HEADER, HEADER[:-1], HEADER + b"\n\n", HEADER + b",,\n", b'title,plot,"i\nd"\n'])
def test_no_rows(tmp_path: Path, data: bytes) -> None:
    assert rows(read(tmp_path, data)) == []


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_empty_file(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputUnreadable, match="it is empty"):
        open_csv(tmp_path, data)


def test_other_columns(tmp_path: Path) -> None:
    with pytest.raises(ColumnNotFound, match=r"expected description or .* found a, b"):
        open_csv(tmp_path, b"a;b\n1;2\n")


@pytest.mark.parametrize("end", ["", "\n", "\nc,d,2\n", ",2"])
def test_a_quotation_mark_that_is_not_closed_at_the_end(tmp_path: Path, end: str) -> None:
    """Otherwise the rest of the file would be the description of one film."""
    with pytest.raises(InputUnreadable, match="the quotation mark that opens a field in the row at line 4 is never"):
        read(tmp_path, HEADER + b'a,"b\nc",1\na,"b' + end.encode())


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_reader, "MAX_ROW_CHARACTERS", 1_000_000)
    with pytest.raises(InputUnreadable, match=r"line 2 is longer than 1 million .* quotation mark in it may never be"):
        read(tmp_path, HEADER + b'a,"b,1\n' + b"c,d,2\n" * 200_000)


def test_invalid_rows_stay_between_their_neighbours(tmp_path: Path, small_blocks: None) -> None:
    lines = [f"a,b,{number}" if number % 3 else f"bad {number}" for number in range(1_000)]
    blocks = read(tmp_path, HEADER + "\n".join(lines).encode())
    assert len(blocks) > 5
    numbers = [line for block in blocks for line in [*block.lines, *(row.line for row in block.rejected)]]
    assert sorted(numbers) == list(range(2, 1_002))
    for before, after in pairwise(blocks):
        ends = [max([*block.lines, *(row.line for row in block.rejected)]) for block in (before, after)]
        assert ends[0] < min([*after.lines, *(row.line for row in after.rejected)])
    assert all(row.row == f"bad {row.line - 2}" for block in blocks for row in block.rejected)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=8)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.one_of(CELL, st.sampled_from(['"', ",", "\n", "\r\n", '""', "a,b"])), min_size=3, max_size=3)),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_reads_what_pythons_csv_module_writes(tmp_path: Path, table: list[list[str]], end: str, quoting: int) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerow(["title", "plot", "id"])
    writer.writerows(table)
    blocks = read(tmp_path, file.getvalue().encode())
    assert rows(blocks) == [tuple(row) for row in table if any(row)]
    assert rejected(blocks) == []
