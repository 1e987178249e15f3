"""All measures of a method. Values are in [0, 1]."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from movie_classifier.model.genres import FIVE_GENRES
from training.evaluation.metrics import decide, decision_metrics, metrics_at_half, ranking_metrics
from training.evaluation.scores import Scores
from training.evaluation.thresholds import threshold_by_genre

RESAMPLES = 1_000
TOP = 3


def measure(dev: Scores, test: Scores) -> dict[str, dict[str, Any]]:
    """Return setting → measures on test, with thresholds chosen on dev.

    `twenty` has all labels and films, and a threshold for each genre. `five` is there if the labels include the five
    genres. It has these labels only, the films with at least one of them, and thresholds chosen on such films.
    """
    settings = {"twenty": _measure(test, threshold_by_genre(dev))}
    if set(FIVE_GENRES) <= set(test.labels):
        settings["five"] = _measure(test.only(FIVE_GENRES), threshold_by_genre(dev.only(FIVE_GENRES)))
    return settings


def _measure(test: Scores, thresholds: Mapping[str, float]) -> dict[str, Any]:
    low, high = bootstrap_micro_f1(test, thresholds)
    precision, recall = top_three(test)
    return {
        "films": len(test.texts),
        "thresholds": dict(thresholds),
        "tuned": decision_metrics(test, thresholds) | {"interval": [round(low, 4), round(high, 4)]},
        "at_half": metrics_at_half(test),
        **ranking_metrics(test),
        "top_three_precision": round(precision, 4),
        "top_three_recall": round(recall, 4),
    }


def top_three(scores: Scores) -> tuple[float, float]:
    """Return the precision and recall of the three most probable genres, averaged over films.

    With fewer than three true genres, the precision of a film is below 1. The recall of a film without genres is 0.
    """
    best = np.argsort(-scores.scores, axis=1, kind="stable")[:, :TOP]
    hits = np.take_along_axis(scores.truth, best, axis=1).sum(axis=1)
    true = scores.truth.sum(axis=1)
    return float((hits / best.shape[1]).mean()), float((hits / np.maximum(true, 1)).mean())


def bootstrap_micro_f1(scores: Scores, thresholds: Mapping[str, float]) -> tuple[float, float]:
    """Return the 95 % bootstrap percentile interval of micro-F1 over films (Efron, 1979). The thresholds are fixed."""
    return _interval(_resampled_f1(scores, thresholds))


def bootstrap_difference(
    first: Scores, first_thresholds: Mapping[str, float], second: Scores, second_thresholds: Mapping[str, float]
) -> tuple[float, float]:
    """Return the 95 % paired bootstrap interval of the micro-F1 of `second` less that of `first`, on the same films."""
    return _interval(_resampled_f1(second, second_thresholds) - _resampled_f1(first, first_thresholds))


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def _resampled_f1(scores: Scores, thresholds: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the micro-F1 of each resample, which are the same for the same number of films.

    A resample is a count for each film, so its micro-F1 follows from the films' numbers of hits, assigned genres and
    true genres.
    """
    films = len(scores.texts)
    draws = np.random.default_rng(0).multinomial(films, np.full(films, 1 / films), size=RESAMPLES)
    times = draws.astype(np.float64)  # NumPy uses BLAS for products of floats only
    assigned = decide(scores, thresholds)
    hits, chosen_or_true = (assigned & scores.truth).sum(axis=1), assigned.sum(axis=1) + scores.truth.sum(axis=1)
    f1: NDArray[np.float64] = 2 * (times @ hits) / np.maximum(1, times @ chosen_or_true)
    return f1
