import math
import warnings

import numpy as np
import pytest

from movie_classifier.model.log_odds import MIN_PROBABILITY, log_odds, sigmoid


@pytest.fixture(autouse=True)
def warnings_are_errors() -> None:
    warnings.simplefilter("error")


def test_log_odds() -> None:
    assert log_odds(0.8) == pytest.approx(math.log(4))
    assert log_odds(0.0) == pytest.approx(math.log(MIN_PROBABILITY), abs=1e-5)
    assert log_odds(1.0) == pytest.approx(-log_odds(0.0))


def test_log_odds_with_another_limit() -> None:
    assert log_odds(np.array([0, 0.01, 1]), smallest=0.1).tolist() == pytest.approx(np.log([1 / 9, 1 / 9, 9]))
    assert log_odds(np.array([0, 0.5, 1]), smallest=0).tolist() == [-math.inf, 0, math.inf]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sigmoid_is_the_inverse(dtype: type) -> None:
    values = np.array([[-13, -1, 0], [0.5, 3, 13]], dtype)
    probabilities = sigmoid(values)
    assert probabilities.dtype == log_odds(probabilities).dtype == dtype
    assert log_odds(probabilities) == pytest.approx(values, rel=0.03 if dtype == np.float32 else 1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_values_are_certain(dtype: type) -> None:
    assert sigmoid(np.array([-math.inf, -1e4, 1e4, math.inf], dtype)).tolist() == [0, 0, 1, 1]


def test_small_probabilities_keep_their_digits() -> None:
    assert sigmoid(-700.0) == pytest.approx(math.exp(-700), rel=1e-12, abs=0)
