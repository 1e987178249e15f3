"""Figures from many measurements."""

import math
import statistics
from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The least of `values` that at least `percent` per cent of them do not exceed; None where there are none."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(percent / 100 * len(values)) - 1)]


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """By how much y rises when x rises by one, by least squares; None where no two points differ in x."""
    try:
        return statistics.linear_regression(*zip(*points, strict=True)).slope
    except (TypeError, statistics.StatisticsError):
        return None
