"""Lists that people reported as misread: however a list is written, the films have the same labels."""

from collections.abc import Callable
from pathlib import Path

import pytest

from movie_classifier.tables.errors import InputUnreadable
from training.films.film_list import ListOptions, read_film_list

LABELS = [["Drama"], ["Drama", "War"], ["War"], ["Crime", "War"], ["Crime"], ["Drama", "Crime"]] * 2
PLOTS = [f"A plot about something, number {number}." for number in range(len(LABELS))]


def write(path: Path, spell: Callable[[list[str]], str], delimiter: str = "\t", end: str = "\n") -> Path:
    """Write the list with the labels as `spell` writes them."""
    rows = [f"Film {row}{delimiter}{plot}{delimiter}{spell(LABELS[row])}" for row, plot in enumerate(PLOTS)]
    path.write_text(f"title{delimiter}plot{delimiter}genres\n" + "".join(row + end for row in rows))
    return path


def read(path: Path, options: ListOptions | None = None) -> list[list[str]]:
    films = read_film_list(path, options)
    assert list(films.table["description"]) == PLOTS
    return list(films.table["genres"])


@pytest.mark.parametrize(
    "spell",
    [
        ", ".join,
        " / ".join,
        "-".join,
        " - ".join,
        lambda names: f"[{' '.join(map(repr, names))}]",
        lambda names: (
            "[" + "\n ".join(map(repr, names)) + "]" if len(names) == 1 else f"[{' '.join(map(repr, names))}]"
        ),
        lambda names: "{" + ",".join(names) + "}",
        lambda names: (";" if names == ["Crime", "War"] else ",").join(names),
        lambda names: "|".join(name.lower() if names == ["Crime", "War"] else name for name in names),
    ],
)
def test_any_spelling_of_labels(tmp_path: Path, spell: Callable[[list[str]], str]) -> None:
    assert read(write(tmp_path / "films.tsv", spell)) == LABELS


@pytest.mark.parametrize("end", [";\n", ";;;\n"])
def test_a_delimiter_at_the_end_of_rows(tmp_path: Path, end: str) -> None:
    assert read(write(tmp_path / "films.csv", "|".join, ";", end)) == LABELS
    path = tmp_path / "first.csv"
    path.write_text(write(tmp_path / "films.csv", "|".join, ";").read_text().replace("Drama\n", f"Drama{end}", 1))
    assert read(path) == LABELS


def test_a_field_more_that_has_text_is_named(tmp_path: Path) -> None:
    """R writes the number of a row before it, and no name for it into the header."""
    path = tmp_path / "films.csv"
    path.write_text("title,plot,genres\n" + "".join(f"{row},Film {row},A plot.,War\n" for row in range(9)))
    with pytest.raises(
        InputUnreadable, match=r"none of its 9 rows can be read: line 2, wrong number of fields \(4 inst"
    ):
        read_film_list(path)


def test_quotation_marks_in_a_tab_separated_list(tmp_path: Path) -> None:
    path = write(tmp_path / "films.tsv", "|".join)
    path.write_text(path.read_text().replace("Film 0", '"Film 0').replace("Film 4", '"Film" 4'))
    films = read_film_list(path)
    assert list(films.table["genres"]) == LABELS
    assert list(films.table["title"][[0, 4]]) == ['"Film 0', '"Film" 4']


def test_entities_in_labels(tmp_path: Path) -> None:
    path = write(tmp_path / "films.tsv", lambda names: ", ".join(names).replace("War", "War &amp; Politics"))
    assert read(path) == [[name.replace("War", "War & Politics") for name in names] for names in LABELS]


@pytest.mark.parametrize("placeholder", ["\\N", "(no genres listed)", "N/A", "[]"])
def test_no_label(tmp_path: Path, placeholder: str) -> None:
    path = write(tmp_path / "films.tsv", lambda names: placeholder if names == ["War"] else "|".join(names))
    films = read_film_list(path)
    assert films.dropped["no label"] == LABELS.count(["War"])
    assert {name for names in films.table["genres"] for name in names} == {"Drama", "War", "Crime"}


def test_an_alias_without_a_label_drops_it(tmp_path: Path) -> None:
    films = read_film_list(write(tmp_path / "films.tsv", "|".join), ListOptions(aliases={"war": ""}))
    assert {name for names in films.table["genres"] for name in names} == {"Drama", "Crime"}


@pytest.mark.parametrize("with_id", [False, True])
def test_one_row_for_each_label(tmp_path: Path, with_id: bool) -> None:
    lines = ["id,title,plot,genre" if with_id else "title,plot,genre"]
    for row, names in enumerate(LABELS):
        lines += [f'{f"{row}," * with_id}Film {row},"{PLOTS[row]}",{name}' for name in names]
    path = tmp_path / "films.csv"
    path.write_text("\n".join(lines))
    assert read(path) == LABELS
