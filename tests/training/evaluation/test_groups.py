import numpy as np
import pytest

from training.evaluation.groups import decade, length, measure_groups
from training.evaluation.scores import Scores


@pytest.mark.parametrize(
    ("year", "name"),
    [(1994, "1990s"), (2000, "2000s"), (1930, "1930s"), (1929, "before 1930"), (0, "unknown")],
)
def test_decade(year: int, name: str) -> None:
    assert decade(year) == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (0, "up to 14 words"), (14, "up to 14 words"), (15, "15 to 29 words"), (119, "60 to 119 words"),
        (120, "120 words and more"),
    ],
)  # fmt: skip
def test_length_counts_the_description_alone(words: int, name: str) -> None:
    assert length("a title of five words\n" + "word " * words) == name


def test_each_group_by_itself() -> None:
    truth = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], bool)
    scores = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.1], [0.6, 0.8]])
    all_films = Scores(("A", "B"), ("1", "2", "3", "4"), truth, scores)
    groups = measure_groups(all_films, ["2000s", "unknown", "before 1930", "before 1930"], {"A": 0.65, "B": 0.5})
    assert list(groups) == ["before 1930", "2000s", "unknown"]
    assert groups["2000s"] == {"films": 1, "micro_f1": 1.0, "top_genre_precision": 1.0}
    assert groups["before 1930"] == {"films": 2, "micro_f1": 0.5, "top_genre_precision": 0.5}


def test_lengths_are_in_their_order() -> None:
    names = ["120 words and more", "15 to 29 words", "up to 14 words"]
    scores = Scores(("A",), ("1", "2", "3"), np.ones((3, 1), bool), np.ones((3, 1)))
    assert list(measure_groups(scores, names, {"A": 0.5})) == names[::-1]
