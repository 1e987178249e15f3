"""Every measure of a row; all values are in [0, 1]."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from movie_classifier.genres import FIVE_GENRES
from training.evaluation.metrics import decide, decision_metrics, metrics_at_half, ranking_metrics
from training.evaluation.scores import Scores
from training.evaluation.thresholds import threshold_by_genre

RESAMPLES = 1_000
TOP = 3


def measure(dev: Scores, test: Scores) -> dict[str, dict[str, Any]]:
    """Setting → measures on test, with thresholds chosen on dev.

    `twenty`: all labels and films, a threshold for every genre. `five`, where the labels include the five genres: these
    alone, the films that have at least one, and thresholds chosen on such films.
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
    """Precision and recall of a film's three most probable genres against its true ones, averaged over films.

    With fewer than three true genres the precision cannot reach 1; the recall of a film without one counts as 0.
    """
    best = np.argsort(-scores.scores, axis=1, kind="stable")[:, :TOP]
    hits = np.take_along_axis(scores.truth, best, axis=1).sum(axis=1)
    true = scores.truth.sum(axis=1)
    return float((hits / best.shape[1]).mean()), float((hits / np.maximum(true, 1)).mean())


def bootstrap_micro_f1(
    scores: Scores, thresholds: Mapping[str, float], resamples: int = RESAMPLES, seed: int = 0
) -> tuple[float, float]:
    """The 95 % percentile interval of micro-F1 over films drawn anew with replacement (Efron, 1979).

    The thresholds stay as they are. A resample is a number of times for every film, so its micro-F1 follows from the
    films' own counts of hits, assigned and true genres.
    """
    assigned = decide(scores, thresholds)
    hits = (assigned & scores.truth).sum(axis=1)
    chosen_or_true = assigned.sum(axis=1) + scores.truth.sum(axis=1)
    times = _resamples(len(hits), resamples, seed)
    f1 = 2 * (times @ hits) / np.maximum(1, times @ chosen_or_true)
    low, high = np.quantile(f1, (0.025, 0.975))
    return float(low), float(high)


def _resamples(films: int, resamples: int, seed: int) -> NDArray[np.float64]:
    """How often each film is in each resample, of shape (resamples, films)."""
    draws = np.random.default_rng(seed).multinomial(films, np.full(films, 1 / films), size=resamples)
    return draws.astype(np.float64)  # a product of floats goes through BLAS, one of integers does not
