"""Kinds of films that a model may be better or worse at: by the decade they are of, by how much is said of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.evaluation.metrics import decision_metrics, ranking_metrics
from training.evaluation.scores import Scores
from training.films.corpus import description_of

LENGTHS = (15, 30, 60, 120)
"""Words of a description at which the next group begins."""

FIRST_DECADE = 1930
"""What is older is one group, for there are few such films."""


def decade(year: int) -> str:
    """`1994` → `1990s`; 0 is `unknown`."""
    if year == 0:
        return "unknown"
    return f"{year // 10 * 10}s" if year >= FIRST_DECADE else f"before {FIRST_DECADE}"


def length(text: str) -> str:
    """The group of a film's text by the words of its description, as `15 to 29 words`."""
    words = len(description_of(text).split())
    start = max((bound for bound in LENGTHS if bound <= words), default=0)
    end = min((bound for bound in LENGTHS if bound > words), default=None)
    if end is None:
        return f"{start} words and more"
    return f"{start} to {end - 1} words" if start else f"up to {end - 1} words"


def measure_groups(scores: Scores, groups: Sequence[str], thresholds: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Group → `films`, `micro_f1` and `top_genre_precision`, in the order of the groups' names.

    Args:
        scores: of n films.
        groups: the n names.
        thresholds: genre → threshold.
    """
    names = np.array(groups)
    measured = {}
    for name in sorted(set(groups), key=_order):
        part = scores.where(names == name)
        measured[name] = {
            "films": len(part.texts),
            "micro_f1": decision_metrics(part, thresholds)["micro_f1"],
            "top_genre_precision": ranking_metrics(part)["top_genre_precision"],
        }
    return measured


def _order(name: str) -> tuple[int, int]:
    """By the number in a name; what is before or up to it first, what has none last."""
    numbers = [int(digits) for digits in name.replace("s", " ").split() if digits.isdecimal()]
    return (numbers[0] if numbers else 9999, not name.startswith(("before", "up to")))
