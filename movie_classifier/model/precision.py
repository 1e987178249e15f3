"""Thresholds at which the genres of a model have the precision that a user asks for."""

import math
from collections.abc import Mapping

LOWEST, HIGHEST = 0.5, 0.99
"""Limits of a precision that can be asked for."""

NEVER = math.inf
"""Threshold of a genre that never has the precision: no probability reaches it."""

PrecisionCurves = Mapping[str, Mapping[str, float]]
"""Genre → precision, a number as text → lowest threshold with this precision. A precision that no threshold has is
missing."""

META_KEY = "precision_curves"
"""Name of the curves in `meta.json`. `training/evaluation/precision.py` finds them."""


def thresholds_at(curves: PrecisionCurves, precision: float) -> dict[str, float]:
    """Return genre → lowest threshold with this precision. `NEVER` for a genre that does not reach it."""
    return {genre: _threshold_at(curve, precision) for genre, curve in curves.items()}


def _threshold_at(curve: Mapping[str, float], precision: float) -> float:
    points = sorted((float(reached), threshold) for reached, threshold in curve.items())
    higher = [point for point in points if point[0] >= precision]
    if not higher:
        return NEVER
    high, upper = higher[0]
    low, lower = max((point for point in points if point[0] <= precision), default=higher[0])
    return upper if high == low else lower + (upper - lower) * (precision - low) / (high - low)
