import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from training.errors import DataNotFound, DataUnreadable
from training.films.labels import apply_aliases, count_labels, parse_labels, read_aliases


@pytest.mark.parametrize(
    "cell",
    [
        "Drama|War",
        "Drama; War",
        "Drama, War",
        "['Drama', 'War']",
        '["Drama", "War"]',
        "[{'id': 18, 'name': 'Drama'}, {'id': 1, 'name': 'War'}]",
        json.dumps([{"name": "Drama"}, {"name": "War"}]),
        ["Drama", "War"],
        np.array(["Drama", "War"]),
        " Drama |War| Drama|",
    ],
)
def test_spellings(cell: object) -> None:
    assert parse_labels(pd.Series([cell])).tolist() == [["Drama", "War"]]


def test_one_separator_for_the_column() -> None:
    column = pd.Series(["Drama|War", "Children, Family", "", None, float("nan"), pd.NA, "[]"])
    assert parse_labels(column).tolist() == [["Drama", "War"], ["Children, Family"], [], [], [], [], []]


@pytest.mark.parametrize("cell", ["['Drama'", "[1, 2]", [{"title": "Drama"}], '{"Drama": 1}', 7, 0.5, {"Drama": 1}])
def test_unknown_spelling(cell: object) -> None:
    with pytest.raises(ValueError, match=r"row 2 has .*; expected names separated by | or ; or , or a list such as"):
        parse_labels(pd.Series(["Drama", cell]))


def test_aliases(tmp_path: Path) -> None:
    path = tmp_path / "aliases.csv"
    path.write_text("alias,label\nSci-Fi,Science Fiction\nDramas,Drama\n")
    labels = pd.Series([["sci-fi", "Drama", "Dramas", "War"]])
    assert apply_aliases(labels, read_aliases(path)).tolist() == [["Science Fiction", "Drama", "War"]]
    with pytest.raises(DataNotFound):
        read_aliases(tmp_path / "none.csv")
    path.write_text("from,to\na,b\n")
    with pytest.raises(DataUnreadable, match="alias and label"):
        read_aliases(path)


def test_labels_with_too_few_films_are_reported() -> None:
    counts = count_labels([["a", "b"], ["a"], ["c", "a"], ["b"]], min_films=2)
    assert counts.kept == {"a": 3, "b": 2}
    assert counts.rare == {"c": 1}
    assert counts.report() == ["labels: 2, a 3, b 2", "too few films: c 1"]
