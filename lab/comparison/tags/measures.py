"""Measures of methods that assign tags. Values are in [0, 1], except numbers of tags and films."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.evaluation.metrics import decision_metrics, metrics_by_genre, pair_metrics, ranking_metrics
from training.evaluation.scores import Scores
from training.evaluation.thresholds import one_threshold, threshold_by_genre

RARE = 200
"""A tag with fewer films in the whole list is rare."""


def measure_tags(dev: Scores, test: Scores, films: dict[str, int]) -> dict[str, Any]:
    """Return the measures on test, with thresholds chosen on dev.

    `one_threshold` and `by_tag` are measures of decisions. `top_3` and `top_5` are micro-F1 if every film gets its
    three or five most probable tags, and `found_in_top_5` is the number of tags that are among the five of some film
    (tags learned: Kar et al., LREC 2018). `found` is the number of tags that are assigned correctly to some film, with
    thresholds by tag. `rare_f1` is the mean F1 of the rare tags.

    Args:
        dev, test: probabilities and true tags.
        films: tag → number of films with it in the whole list.
    """
    shared, by_tag = one_threshold(dev), threshold_by_genre(dev)
    of_tags = metrics_by_genre(test, by_tag)
    rare = [label for label in test.labels if films[label] < RARE]
    measures: dict[str, Any] = {
        "films": len(test.texts),
        "threshold": shared,
        "thresholds": by_tag,
        "one_threshold": decision_metrics(test, dict.fromkeys(test.labels, shared)),
        "by_tag": decision_metrics(test, by_tag),
        "found": sum(of_tags[label]["f1"] > 0 for label in test.labels),
        "rare_tags": len(rare),
        "rare_f1": round(float(np.mean([of_tags[label]["f1"] for label in rare])), 4) if rare else 0.0,
        **ranking_metrics(test),
    }
    for k in (3, 5):
        best = top(test, k)
        measures[f"top_{k}"] = pair_metrics(test, best)["micro_f1"]
        measures[f"found_in_top_{k}"] = int(best.any(axis=0).sum())
    return measures


def top(scores: Scores, k: int) -> NDArray[np.bool_]:
    """Return whether a tag is among the `k` most probable ones of a film, of shape (films, tags)."""
    best = np.argsort(-scores.scores, axis=1, kind="stable")[:, :k]
    assigned = np.zeros(scores.truth.shape, dtype=bool)
    np.put_along_axis(assigned, best, True, axis=1)
    return assigned
