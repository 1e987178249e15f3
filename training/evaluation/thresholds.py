"""From which probability on a genre is assigned."""

import numpy as np
from numpy.typing import NDArray

from training.evaluation.scores import Scores

GRID = np.round(np.arange(0.05, 0.51, 0.01), 2)
"""Candidates. Where probabilities are right, the threshold for the best F1 is half that F1 (Lipton et al., ECML 2014),
so one above 0.5 would only fit the noise of a rare genre."""


def micro_f1_at(scores: Scores, thresholds: NDArray[np.float64] | float) -> float:
    """Micro-F1 in [0, 1] when a genre is assigned from its threshold on; 0 where nothing is assigned."""
    assigned = scores.scores >= thresholds
    hits = int((assigned & scores.truth).sum())
    return 2 * hits / max(1, int(assigned.sum() + scores.truth.sum()))


def one_threshold(scores: Scores) -> float:
    """The one threshold for all genres that gives the best micro-F1 on `scores`."""
    return float(max(GRID, key=lambda threshold: micro_f1_at(scores, threshold)))


def threshold_by_genre(scores: Scores) -> dict[str, float]:
    """Genre → threshold, together the best micro-F1 on `scores`.

    Micro-F1 is a ratio, 2 hits / (assigned + true), so Dinkelbach's method (Management Science 13, 1967) finds its
    maximum: given the best ratio F so far, each genre by itself takes the threshold with the most 2 hits - F assigned.
    """
    assigned = scores.scores[None] >= GRID[:, None, None]
    hits = (assigned & scores.truth).sum(axis=1)
    counts = assigned.sum(axis=1)
    best = one_threshold(scores)
    f1, thresholds = micro_f1_at(scores, best), np.full(len(scores.labels), best)
    while True:
        candidate = GRID[np.argmax(2 * hits - f1 * counts, axis=0)]
        candidate_f1 = micro_f1_at(scores, candidate)
        if candidate_f1 <= f1:
            return dict(zip(scores.labels, thresholds.tolist(), strict=True))
        f1, thresholds = candidate_f1, candidate
