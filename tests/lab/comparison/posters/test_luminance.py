import numpy as np
import pytest
from scipy import stats

from lab.comparison.posters.luminance import brightness_by_genre


def test_means_and_intervals() -> None:
    values = np.array([0.1, 0.2, 0.3, 0.6, 0.8])
    truth = np.array([[1, 0], [1, 0], [1, 0], [0, 1], [0, 1]], dtype=bool)
    found = brightness_by_genre(values, truth, ("Horror", "Comedy"))
    assert list(found) == ["Horror", "Comedy"]
    horror = found["Horror"]
    assert (horror.films, horror.mean) == (3, pytest.approx(0.2))
    expected = stats.t.interval(0.95, 2, loc=0.2, scale=stats.sem(values[:3]))
    assert horror.interval == pytest.approx(expected)
    welch = stats.ttest_ind(values[:3], values[3:], equal_var=False).confidence_interval()
    assert horror.difference == pytest.approx(-0.5)
    assert horror.difference_interval == pytest.approx((welch.low, welch.high))


def test_genres_with_one_poster_are_left_out() -> None:
    truth = np.array([[1, 0, 1], [1, 1, 1], [0, 1, 1]], dtype=bool)
    assert set(brightness_by_genre(np.array([0.1, 0.2, 0.3]), truth, ("A", "B", "C"))) == set()
