"""Finds the thresholds at which each genre has a precision, and measures the precision that they give."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from movie_classifier.model.precision import PrecisionCurves, thresholds_at
from training.evaluation.scores import Scores

PRECISIONS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.92, 0.94, 0.96, 0.98, 0.99)
"""Precisions of the curves."""

MEASURED = (0.7, 0.8, 0.9)
"""Precisions that are measured on the test films."""

SHRINKAGE = 100
"""Number of films above a threshold at which its precision is halfway between that of the dev films and the mean of
their probabilities. The precision of a few films is mostly noise, and the probabilities are calibrated, though less so
for some genres. In two halves of dev, 20 to 400 films are better than both extremes, and equally good."""


def find_curves(dev: Scores) -> dict[str, dict[str, float]]:
    """Return the curve of each genre; see `PrecisionCurves`."""
    return {label: _find_curve(dev.scores[:, at], dev.truth[:, at]) for at, label in enumerate(dev.labels)}


def _find_curve(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> dict[str, float]:
    order = np.argsort(-scores, kind="stable")
    ranked, films = scores[order], np.arange(1, len(scores) + 1)
    precision = (truth[order].cumsum() + SHRINKAGE * ranked.cumsum() / films) / (films + SHRINKAGE)
    curve = {}
    for wanted in PRECISIONS:
        [enough] = np.nonzero(precision >= wanted)
        if len(enough):
            curve[f"{wanted:g}"] = float(np.floor(ranked[enough[-1]] * 10_000) / 10_000)
    return curve


def measure_precision(scores: Scores, curves: PrecisionCurves) -> dict[str, Any]:
    """Return for each of `MEASURED` the precision of all genres that the films get, and of each genre.

    `films` is the share of the films that get a genre, and `assigned` the number of films that get a genre. The
    precision of a genre that no film gets is None.
    """
    measures = {}
    for wanted in MEASURED:
        thresholds = thresholds_at(curves, wanted)
        assigned = scores.scores >= np.array([thresholds[label] for label in scores.labels])
        hits, counts = (assigned & scores.truth).sum(axis=0), assigned.sum(axis=0)
        measures[f"{wanted:g}"] = {
            "precision": _ratio(hits.sum(), counts.sum()),
            "films": round(float(assigned.any(axis=1).mean()), 4),
            "genres": {
                label: {"precision": _ratio(hits[at], counts[at]), "assigned": int(counts[at])}
                for at, label in enumerate(scores.labels)
            },
        }
    return measures


def _ratio(hits: int, count: int) -> float | None:
    return round(float(hits / count), 4) if count else None
