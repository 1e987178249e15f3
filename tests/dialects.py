"""Tables in the dialects in which programs write CSV and TSV, for property tests."""

import csv
import io
from dataclasses import dataclass

from hypothesis import strategies as st

COLUMNS = ["id", "title", "plot"]


@dataclass(frozen=True)
class Written:
    """A table and the file that it was written to."""

    rows: list[list[str]]
    name: str
    data: bytes


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
CELL = st.one_of(TEXT, st.sampled_from(['"', '""', ",", ";", "|", "\n", "\r\n", "a\tb", "\\", "\\N", 'say "hi"', "'"]))
PLAIN_CELL = CELL.map(lambda text: text.translate(str.maketrans("\t\r\n", "   ")).replace('""', '"'))


@st.composite
def tables(draw: st.DrawFn) -> Written:
    """Draw rows with an id, and a dialect that can write them."""
    style = draw(st.sampled_from(["minimal", "all", "escaped", "plain"]))
    delimiter = "\t" if style == "plain" else draw(st.sampled_from(",;|\t#" if style != "escaped" else ",;|#"))
    cell = PLAIN_CELL if style == "plain" else CELL
    rows = [[str(number), draw(cell), draw(cell)] for number in range(draw(st.integers(1, 5)))]
    if style == "escaped":
        rows[0][1] = 'She said "hello" to me'  # without a quotation mark, nothing shows what a backslash means
    end = draw(st.sampled_from(["\n", "\r\n"]))
    surplus = draw(st.sampled_from(["", delimiter]))
    lines = [write_row(COLUMNS, style, delimiter), *(write_row(row, style, delimiter) + surplus for row in rows)]
    text = "".join(line + end for line in lines)
    if delimiter == "#" or (style != "plain" and draw(st.booleans())):
        text = f"sep={delimiter}{end}{text}"
    mark = draw(st.sampled_from(["", "\ufeff"]))
    name = "films.tsv" if delimiter == "\t" and draw(st.booleans()) else "films.csv"
    return Written(rows, name, (mark + text).encode())


def write_row(row: list[str], style: str, delimiter: str) -> str:
    """Return one row without its end."""
    if style == "plain":
        return delimiter.join(row)
    if style == "escaped":
        return delimiter.join('"' + cell.replace("\\", "\\\\").replace('"', '\\"') + '"' for cell in row)
    file = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if style == "all" else csv.QUOTE_MINIMAL
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerow(row)  # type: ignore[arg-type]
    return file.getvalue().removesuffix("\r\n")
