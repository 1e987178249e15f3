"""Statistics of measurements: percentiles and slopes."""

import math
import statistics
from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return the smallest value that `percent` per cent of `values` do not exceed; None without values."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(percent / 100 * len(values)) - 1)]


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """Return the slope of the least-squares line through `points`; None if all of them have the same x."""
    try:
        return statistics.linear_regression(*zip(*points, strict=True)).slope
    except (TypeError, statistics.StatisticsError):
        return None
