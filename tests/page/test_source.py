"""What the page says of files that are no CSV, and how much of a file it has read."""

import base64
import gzip
import io
import zipfile

import pytest
from playwright.sync_api import Page

CHECK_KIND = """\
async ([name, content]) => {
  const { checkKind } = await import(document.querySelector("script[type=module]").src.replace("main.js", "source.js"));
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  return checkKind(new File([bytes], name)).then(() => "no problem", (error) => error.message);
}
"""

PROGRESS = """\
async ([name, content]) => {
  const { openTable } = await import(document.querySelector("script[type=module]").src.replace("main.js", "csv.js"));
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const { records, progress } = await openTable(new File([bytes], name));
  const seen = [];
  for await (const { line } of records) if (line % 10000 === 0) seen.push(progress());
  return [...seen, progress()];
}
"""


def excel_workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


JSON_LINES = b'{"title": "A", "plot": "a war"}\n'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("films.xlsx", excel_workbook(), "an Excel workbook: open it, and save the sheet as CSV UTF-8."),
        ("films.csv", excel_workbook(), "an Excel workbook"),
        ("films.zip", b"PK\x03\x04 films.csv", "a ZIP archive: unpack it"),
        ("a.parquet", b"PAR1\x15\x04\x15", "a Parquet file. The command reads it: movie_classifier bulk a.parquet."),
        ("films.jsonl", JSON_LINES, "in JSON. The command reads JSON Lines: movie_classifier bulk films.jsonl"),
        ("films.jsonl.gz", gzip.compress(JSON_LINES), "in JSON."),
        ("films.json", b'\xef\xbb\xbf [\n {"title": "A"}]', "in JSON."),
        ("films.csv", "title,plot\nA,a war\n".encode("utf-16"), "not in UTF-8: save it as CSV UTF-8."),
        ("films.csv", "title,plot\nA,a war\n".encode("utf-16-le"), "not in UTF-8"),
        ("films.csv", b"\x1f\x8b\x08", "compressed with gzip: add .gz to its name."),
        ("films.csv", b"<!DOCTYPE html><p>Sign in, please", "a web page"),
        ("films.csv", b"\x01\x02,\x03\n", "no text"),
        ("films.csv", b'"{title}",[plot]\nA\0,a war\n', ""),
        ("films.csv", "Größe,title\n".encode(), ""),
    ],
)  # fmt: skip
def test_other_kinds_of_files_are_named(page: Page, name: str, content: bytes, words: str) -> None:
    problem = page.evaluate(CHECK_KIND, [name, base64.b64encode(content).decode()])
    assert problem.startswith(f"The file is {words}" if words else "no problem")


def test_progress_of_a_compressed_file(page: Page) -> None:
    """The first bytes of the file have most of its rows."""
    rows = b"title,plot\n" + b"Guns,A gunslinger rides into a town of the frontier.\n" * 40_000
    *seen, end = page.evaluate(PROGRESS, ["films.csv.gz", base64.b64encode(gzip.compress(rows)).decode()])
    assert seen == pytest.approx([0.25, 0.5, 0.75, 1], abs=0.05)
    assert end == 1
