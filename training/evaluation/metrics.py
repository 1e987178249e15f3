"""Measures of multi-label classification; all values are in [0, 1]."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_fscore_support

from training.evaluation.scores import Scores

BINS = 10
HALF = 0.5


def decide(scores: Scores, thresholds: Mapping[str, float]) -> NDArray[np.bool_]:
    """Return the decisions of `Prediction.from_scores`, of shape (films, genres).

    A genre is assigned if it reaches its threshold. A film that reaches no threshold gets its most probable genre.
    """
    assigned: NDArray[np.bool_] = scores.scores >= np.array([thresholds[label] for label in scores.labels])
    none = ~assigned.any(axis=1)
    assigned[none, scores.scores[none].argmax(axis=1)] = True
    return assigned


def decision_metrics(scores: Scores, thresholds: Mapping[str, float]) -> dict[str, float]:
    """Return `pair_metrics` of the decisions of the service."""
    return pair_metrics(scores, decide(scores, thresholds))


def metrics_at_half(scores: Scores) -> dict[str, float]:
    """Return `pair_metrics` with the threshold 0.5 for all genres, as in published results. A film may get no genre."""
    return pair_metrics(scores, scores.scores >= HALF)


def pair_metrics(scores: Scores, assigned: NDArray[np.bool_]) -> dict[str, float]:
    """Return micro precision, recall and F1 over all film-genre pairs, macro-F1, and accuracy."""
    precision, recall, f1, _ = precision_recall_fscore_support(
        scores.truth, assigned, average="micro", zero_division=0.0
    )
    macro_f1 = precision_recall_fscore_support(scores.truth, assigned, average="macro", zero_division=0.0)[2]
    return {
        "precision": _rounded(precision),
        "recall": _rounded(recall),
        "micro_f1": _rounded(f1),
        "macro_f1": _rounded(macro_f1),
        "accuracy": _rounded((assigned == scores.truth).mean()),
    }


def ranking_metrics(scores: Scores) -> dict[str, float]:
    """Return the measures without thresholds: precision of the top genre, average precision, calibration error."""
    top = scores.scores.argmax(axis=1)
    return {
        "top_genre_precision": _rounded(scores.truth[np.arange(len(top)), top].mean()),
        "average_precision": _rounded(average_precision_score(scores.truth, scores.scores, average="micro")),
        "calibration_error": _rounded(calibration_error(scores)),
    }


def metrics_by_genre(scores: Scores, thresholds: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Return genre → `films` (number of films with the genre), precision, recall, F1 and accuracy."""
    assigned = decide(scores, thresholds)
    precision, recall, f1, films = precision_recall_fscore_support(
        scores.truth, assigned, average=None, zero_division=0.0
    )
    accuracy = (assigned == scores.truth).mean(axis=0)
    return {
        label: {
            "films": int(films[i]),
            "precision": _rounded(precision[i]),
            "recall": _rounded(recall[i]),
            "f1": _rounded(f1[i]),
            "accuracy": _rounded(accuracy[i]),
        }
        for i, label in enumerate(scores.labels)
    }


def calibration_bins(scores: Scores) -> list[tuple[float, float, int]]:
    """Return mean probability, share of true labels and number of pairs for ten bins of equal width.

    Empty bins are left out.
    """
    probabilities, truth = scores.scores.ravel(), scores.truth.ravel()
    numbers = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    members = [numbers == number for number in range(BINS)]
    return [(float(probabilities[m].mean()), float(truth[m].mean()), int(m.sum())) for m in members if m.any()]


def calibration_error(scores: Scores) -> float:
    """Return the expected calibration error over all film-genre pairs (Guo et al., ICML 2017, equation 3), ten bins."""
    bins = calibration_bins(scores)
    pairs = sum(count for _, _, count in bins)
    return sum(count * abs(confidence - share) for confidence, share, count in bins) / pairs


def pair_log_loss(probabilities: NDArray[np.float64], truth: NDArray[Any]) -> float:
    """Return the mean log loss of all pairs of film and label."""
    clipped = np.clip(probabilities, 1e-7, 1 - 1e-7)
    return float(-np.where(truth > 0, np.log(clipped), np.log(1 - clipped)).mean())


def _rounded(value: float) -> float:
    return round(float(value), 4)
