"""Log-odds of probabilities, and the way back: `sigmoid`. Both need NumPy, and keep the dtype of arrays."""

from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

MIN_PROBABILITY = 1e-6
"""Smallest probability whose log-odds are used. The model's float32 rounds probabilities near 1 to 1."""

Numbers = TypeVar("Numbers", float, NDArray[np.floating[Any]], NDArray[np.float32], NDArray[np.float64])


def sigmoid(values: Numbers) -> Numbers:
    """Return 1 / (1 + exp(-values)): probabilities in [0, 1], of the same shape. Very negative values give 0."""
    with np.errstate(over="ignore"):  # exp is infinite there, and the result 0
        probabilities: Any = 1 / (1 + np.exp(-values))
    return cast("Numbers", probabilities)


def log_odds(probabilities: Numbers, smallest: float = MIN_PROBABILITY) -> Numbers:
    """Return log(p / (1 - p)) of each probability, of the same shape.

    Args:
        probabilities: probabilities in [0, 1].
        smallest: probabilities are clipped to [`smallest`, 1 - `smallest`]. With 0, 0 and 1 give infinite log-odds.
    """
    clipped = np.clip(probabilities, smallest, 1 - smallest)
    with np.errstate(divide="ignore"):
        return cast("Numbers", np.log(clipped / (1 - clipped)))
