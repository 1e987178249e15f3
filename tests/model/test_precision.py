"""Thresholds for a precision."""

import pytest

from movie_classifier.model.precision import NEVER, thresholds_at

CURVES = {"Drama": {"0.9": 0.8, "0.5": 0.4}, "Horror": {"0.5": 0.6}, "Foreign": {}}


@pytest.mark.parametrize(
    ("precision", "drama", "horror"),
    [(0.5, 0.4, 0.6), (0.7, 0.6, NEVER), (0.9, 0.8, NEVER), (0.91, NEVER, NEVER), (0.45, 0.4, 0.6)],
)
def test_thresholds_between_those_of_the_curve(precision: float, drama: float, horror: float) -> None:
    thresholds = thresholds_at(CURVES, precision)
    assert thresholds == pytest.approx({"Drama": drama, "Horror": horror, "Foreign": NEVER})
