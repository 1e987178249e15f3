"""A file that is dropped on the page becomes what `movie_classifier bulk` writes for it."""

import base64
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import Page, expect

from movie_classifier.cli import main
from movie_classifier.film import MAX_DESCRIPTION_LENGTH, MAX_TITLE_LENGTH
from movie_classifier.tables.columns import ColumnTaken, name_added_columns
from tests.page.test_file import download, read_csv

DROP = """\
([name, content]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))], name));
  document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
}
"""

FILMS = """\
id,Title,overview,genre
007,"Guns, again","A gunslinger rides
into a frontier town.",x
1,"He said ""hi"" twice",A ghost haunts the terrified children.,
2,<b>Bold</b>,Two friends laugh at a funny wedding & fall in love. 🤠,<i>
3, spaced ,  A documentary about the climbers of a mountain.  ,=1+1
4,NULL,nan and null,1.50
"""
FILES = {
    "film list": FILMS.encode(),
    "line ends of Windows": b"\xef\xbb\xbf" + FILMS.replace(",", ";").replace("\n", "\r\n").encode(),
    "tabs": b"title\tplot\tscore\nGuns\tA gunslinger rides into town.\t1\n",
    "lines of delimiters": (FILMS + "\n,,,\n\n5,Last,A war.,\n,,,\n").encode(),
    "missing texts": (
        FILMS + '5,Empty,,\n6,,no title here,\n7,\u200b,no title here either,y\n8,"  "," ",""\n'
    ).encode(),
    "another language": (
        FILMS + "5,Der Reiter,Ein Reiter kommt in eine Stadt und kaempft gegen den Sheriff.,\n"
    ).encode(),
    "placeholders": (
        "title,plot\n" + "\n".join(rf"A,{text}" for text in (r"\N", " Add a Plot.", '"N/A\n"', "nan!", "NULL..")) + "\n"
    ).encode(),
    "other numbers of fields": (FILMS + '5,short\n6,too,many,"fields\n,",here\n7,Last,A war.,').encode(),
    "long texts": (FILMS + f"5,Long,{'w ' * MAX_DESCRIPTION_LENGTH},\n6,{'w' * MAX_TITLE_LENGTH}w,A war.,").encode(),
    "broken bytes": FILMS.encode()
    + b"5,caf\xe9,A war.,\n6,Last,A war \xe2\x82,\xff\n7,\xff\n8,Real \xef\xbf\xbd,A war.,\n",
    "broken header": b"title,plot,caf\xe9\nGuns,A gunslinger rides into town.,1\nEmpty,,\xff\n",
    "equal names": b"title,plot,x,X,x\nGuns,A gunslinger rides into town.,1,2,3\nEmpty,,4,5,6\n",
    "stray quotation marks": b'title,plot,x\nA "quoted" word,A "war" at sea,5"\nGuns,A war "and,more",\n',
    "stray quotation marks in quotation marks": b'title,plot,x\n"He said "hi" twice",A war.,\n"A" b,A war.,\nA,"B" ,\n',
    "line ends inside": b'title,plot,x\nA,A \r\nwar.,2\n"A\r","A\rwar","x\r"\n',
    "lone carriage returns": b"title,plot,x\nA\rB,A war.,1\nC,A war.,3\n",
    "NUL": b"title,plot,x\nA\0B,A war.,1\n",
    "empty fields at the end": b"title,plot\nGuns,A war.,\nTwo,A war.,,,\n,,,,\n,\nThree,A war.,x\n",
    "a delimiter that the first line names": b"\xef\xbb\xbfsep=;\r\ntitle;plot\r\n\r\nGuns;A war.\r\nTwo\r\n",
    "an unusual delimiter": b"sep=^\ntitle^plot\nGuns^A war.\n",
    "tabs without quotes": b'title\tplot\n"Guns" again\tA war.\nTwo\t"A war\n"Three"\t"A war"\nFour\n',
    "tabs with quotes": b'title\tplot\n"""Guns"" again"\tA war.\nTwo\t"A\twar"\nThree\t"A\nwar"\n',
    "escaped quotation marks": b'title,plot,x\n"A \\"war\\", lost",A war.,\\N\n"C:\\\\",A war.,C:\\\\x\nTwo\n',
    "backslashes": b'title,plot,x\n"C:\\",A war.,\\N\nTwo,"A \\ war",\\"x\n',
}


def drop(page: Page, name: str, content: bytes) -> None:
    page.evaluate(DROP, [name, base64.b64encode(content).decode()])
    expect(page.locator("#file-run .hint").first).to_contain_text("without a genre.")


def json_lines(data: bytes) -> list[object]:
    return [json.loads(line) for line in data.splitlines()]


def run_bulk(source: Path, service: str, *options: str) -> tuple[Result, Path]:
    """Run `movie_classifier bulk`, and return its result and the path of its output."""
    output = source.with_name("films.genres.csv")
    arguments = ["bulk", str(source), "--output", str(output), "--url", service, "--quiet", *options]
    return CliRunner().invoke(main, arguments), output


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_page_and_bulk_write_the_same(page: Page, shipped_service: str, tmp_path: Path, content: bytes) -> None:
    """The same columns, answers and rejected rows: the files are equal byte for byte, but for white space in JSON."""
    source = tmp_path / "films.csv"
    source.write_bytes(content)
    result, output = run_bulk(source, shipped_service)
    rejected = output.with_name(f"{output.name}.rejected.jsonl")
    assert result.exit_code == (3 if rejected.exists() else 0), result.output

    drop(page, source.name, content)
    name, data = download(page)
    assert (name, data) == (output.name, output.read_bytes())
    button = page.get_by_role("button", name="Download rejected rows")
    assert button.count() == rejected.exists()
    if rejected.exists():
        name, data = download(page, "Download rejected rows")
        assert name == "films.rejected.jsonl"
        assert json_lines(data) == json_lines(rejected.read_bytes())


def test_probabilities_are_the_same(page: Page, shipped_service: str, tmp_path: Path) -> None:
    source = tmp_path / "films.csv"
    source.write_text(FILMS)
    _, output = run_bulk(source, shipped_service, "--scores")
    drop(page, source.name, source.read_bytes())
    page.get_by_label("with the probability of every genre").check()
    header, *rows = read_csv(download(page)[1])
    expected_header, *expected = read_csv(output.read_bytes())
    assert header == expected_header
    assert [row[:7] for row in rows] == [row[:7] for row in expected]
    assert [list(map(float, row[7:])) for row in rows] == [list(map(float, row[7:])) for row in expected]


HEADER = """\
async ([labels, columns]) => {
  const { Output } = await import(document.querySelector("script[type=module]").src.replace("main.js", "output.js"));
  const { withScores } = new Output({ columns, format: { delimiter: ",", mark: "", hasQuotes: true } }, labels);
  return withScores?.text ?? null;
}
"""


@pytest.mark.parametrize(
    ("labels", "columns"),
    [
        (["Drama"], ["title", "GENRE", "drama"]),
        (["Genre"], ["title"]),
        (["a", "A"], ["title", "b"]),
        (["a", "predicted_a", "b"], ["A"]),
        (["a", "A", "predicted_a"], []),
    ],
)
def test_added_columns_have_the_same_names(page: Page, labels: list[str], columns: list[str]) -> None:
    """Also where two labels differ in case alone, or one has the name of the other with the prefix."""
    header = page.evaluate(HEADER, [labels, columns])
    try:
        names = [*columns, *name_added_columns(["genre", "genres", "confidence", *labels], columns)]
    except ColumnTaken:
        assert header is None
    else:
        assert header == ",".join(f'"{name}"' for name in names) + "\n"


def test_both_name_the_row_whose_quotation_mark_is_not_closed(page: Page, shipped_service: str, tmp_path: Path) -> None:
    source = tmp_path / "films.csv"
    source.write_text('title,plot\nA,a war\nB,"b\nC,c\n')
    words = "quotation mark that opens a field in the row at line 3 is never closed"
    result, output = run_bulk(source, shipped_service)
    assert result.exit_code == 1
    assert words in result.output
    assert not output.exists()
    drop(page, source.name, source.read_bytes())
    expect(page.locator("#file-notice")).to_contain_text(words)
