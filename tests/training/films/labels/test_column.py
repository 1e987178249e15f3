from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from movie_classifier.tables.errors import InputUnreadable
from training.errors import DataNotFound
from training.films.labels.aliases import read_aliases
from training.films.labels.column import LabelColumn, read_labels
from training.films.labels.counts import count_labels


def read(cells: list[object], aliases: Mapping[str, str] | None = None, separator: str | None = None) -> LabelColumn:
    return read_labels(cells, range(2, len(cells) + 2), aliases or {}, separator)


@pytest.mark.parametrize(
    "cell",
    [
        "Drama|War",
        "Drama; War",
        "Drama, War",
        "Drama\nWar",
        "['Drama', 'War']",
        '["Drama", "War"]',
        "['Drama' 'War']",
        "['Drama'\n 'War']",
        "array(['Drama', 'War'], dtype=object)",
        "{'Drama', 'War'}",
        "('Drama', 'War')",
        "[Drama, War]",
        '{Drama,"War"}',
        "[{'id': 18, 'name': 'Drama'}, {'id': 1, 'name': 'War'}]",
        '[{"name": "Drama"}, {"name": "War"}]',
        ["Drama", "War"],
        np.array(["Drama", "War"]),
        " Drama |War| Drama|",
        "Drama|\\N|War|None",
    ],
)
def test_spellings_of_two_labels(cell: object) -> None:
    assert read([cell]).labels == [["Drama", "War"]]


@pytest.mark.parametrize(
    "cell", ["", " ", None, float("nan"), pd.NA, "[]", "\\N", "(no genres listed)", "N/A", "nan", "NULL", "-", ["None"]]
)
def test_no_label(cell: object) -> None:
    assert read(["Drama", cell]).labels == [["Drama"], []]


@pytest.mark.parametrize("cell", ["['Drama'", "[1, 2]", [{"title": "Drama"}], '{"Drama": 1}', 7, 0.5, {"Drama": 1}])
def test_unknown_spelling(cell: object) -> None:
    with pytest.raises(ValueError, match=r"line 3 has .*; expected names separated by | or ; or , or a list such as"):
        read(["Drama", cell])


def test_entities_are_no_separators() -> None:
    column = read(["Action &amp; Adventure", "Drama", "R&amp;B, Drama"])
    assert column.labels == [["Action & Adventure"], ["Drama"], ["R&B", "Drama"]]


def test_the_separator_is_reported_and_can_be_named() -> None:
    assert read(["Drama, War", "Drama", "War"]).notes == ["labels separated by ','"]
    assert read(["Drama, War~x", "y"], separator="~").labels == [["Drama, War", "x"], ["y"]]


def test_a_label_with_another_separator_is_divided_into_known_ones() -> None:
    column = read(["Drama, War", "Drama", "War, Crime", "Crime; War", "Noir; Pulp", "Sci-Fi"])
    assert column.separator == ","
    assert column.labels[3:] == [["Crime", "War"], ["Noir; Pulp"], ["Sci-Fi"]]
    assert column.notes[1] == "labels with another separator, divided too: Crime; War"


def test_letter_case_is_joined_to_the_most_frequent_spelling() -> None:
    column = read(["Drama|war", "drama", "Drama", "War|WAR", "War"])
    assert column.labels == [["Drama", "War"], ["Drama"], ["Drama"], ["War"], ["War"]]
    assert column.notes[1] == "labels that differ in case alone, joined: war → War, drama → Drama, WAR → War"


def test_aliases(tmp_path: Path) -> None:
    path = tmp_path / "aliases.csv"
    path.write_text("alias,label\nSci-Fi,Science Fiction\nDramas,Drama\n(none),\n")
    aliases = read_aliases(path)
    assert read([["sci-fi", "Drama", "Dramas", "(None)", "War"]], aliases).labels == [
        ["Science Fiction", "Drama", "War"]
    ]
    with pytest.raises(DataNotFound):
        read_aliases(tmp_path / "none.csv")
    path.write_text("from,to\na,b\n")
    with pytest.raises(InputUnreadable, match="it needs the columns alias and label"):
        read_aliases(path)


def test_counts() -> None:
    counts = count_labels([["a", "b"], ["a"], ["c", "a"], ["b"], ["B, a"]], min_films=2)
    assert counts.kept == {"a": 3, "b": 2}
    assert counts.rare == {"c": 1, "B, a": 1}
    assert counts.report() == [
        "labels (2): a 3, b 2",
        "too few films (2): c 1, B, a 1",
        "labels of a film: 1: 3, 2: 2",
        "warning: 'B, a' may be several labels; name their separator with --labels-separator",
    ]
