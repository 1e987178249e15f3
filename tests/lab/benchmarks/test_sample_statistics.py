import math
import random

import pytest

from lab.benchmarks.report import figure, ratio, require, table
from lab.benchmarks.sample_statistics import percentile, slope


@pytest.mark.parametrize(
    ("percent", "value"), [(0, 1), (1, 1), (50, 50), (50.5, 51), (99, 99), (99.1, 100), (100, 100)]
)
def test_percentile_of_the_first_hundred_numbers(percent: float, value: float) -> None:
    values = list(range(1, 101))
    random.Random(0).shuffle(values)
    assert percentile(values, percent) == value


def test_percentile_of_few_or_none() -> None:
    assert percentile([], 50) is None
    assert percentile([7.0], 99) == 7.0
    assert percentile([1.0, 2.0], 50) == 1.0
    assert percentile([1.0, 2.0], 51) == 2.0


def test_slope_by_hand() -> None:
    # x̄ = 2, ȳ = 4: Σ(x-x̄)(y-ȳ) = (-2)(-3) + (-1)(1) + 0 + (1)(-1) + (2)(3) = 10, Σ(x-x̄)² = 10
    assert slope([(0, 1), (1, 5), (2, 4), (3, 3), (4, 7)]) == pytest.approx(1.0)
    assert slope([(0, 5), (10, 5)]) == pytest.approx(0.0)
    assert slope([(0, 9), (2, 1)]) == pytest.approx(-4.0)


@pytest.mark.parametrize("points", [[], [(1, 2)], [(1, 2), (1, 3)]])
def test_no_slope_of_too_little(points: list[tuple[float, float]]) -> None:
    assert slope(points) is None


def test_figures_are_short() -> None:
    assert [figure(value) for value in (None, 0.0123456, 1.5, 12.345, 1234.5)] == [
        "-",
        "0.0123",
        "1.5",
        "12.3",
        "1,234",
    ]
    assert figure(2.5, " s") == "2.5 s"
    assert ratio(1, None) is ratio(None, 1) is ratio(1, 0) is None
    assert ratio(1, 4) == 0.25


def test_limits() -> None:
    assert [require("", "at least", 2, value).met for value in (1.9, 2, None)] == [False, True, None]
    assert [require("", "at most", 2, value).met for value in (2, 2.1, None)] == [True, False, None]
    assert [require("", "under", 2, value).met for value in (1.9, 2, math.inf, None)] == [True, False, False, None]


def test_table_is_markdown() -> None:
    assert table(["a", "b"], [["1", "2"]]) == ["| a   |   b |", "|:----|----:|", "| 1   |   2 |"]
