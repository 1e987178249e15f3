"""Measures for groups of films: by decade, by length of the description, and by language."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.evaluation.metrics import decision_metrics, ranking_metrics
from training.evaluation.scores import Scores
from training.films.corpus import description_of

LENGTHS = (15, 30, 60, 120)
"""Numbers of words at which the groups begin."""

FIRST_DECADE = 1930
"""First decade with a group of its own. There are few older films, and they form one group."""


def decade(year: int) -> str:
    """`1994` → `1990s`; 0 is `unknown`."""
    if year == 0:
        return "unknown"
    return f"{year // 10 * 10}s" if year >= FIRST_DECADE else f"before {FIRST_DECADE}"


def length(text: str) -> str:
    """Return the group of a film by the number of words of its description, as `15 to 29 words`."""
    words = len(description_of(text).split())
    start = max((bound for bound in LENGTHS if bound <= words), default=0)
    end = min((bound for bound in LENGTHS if bound > words), default=None)
    if end is None:
        return f"{start} words and more"
    return f"{start} to {end - 1} words" if start else f"up to {end - 1} words"


def measure_groups(scores: Scores, groups: Sequence[str], thresholds: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    """Return group → `films`, `micro_f1` and `top_genre_precision`, sorted by the numbers in the groups' names.

    Args:
        scores: scores of n films.
        groups: group of each of the n films.
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


def measure_languages(
    scores: Scores, languages: Sequence[str], thresholds: Mapping[str, float]
) -> dict[str, dict[str, Any]]:
    """Return language → the measures of `measure_groups` and the calibration error, the largest group first.

    Args:
        scores: scores of n films.
        languages: language of each of the n texts.
        thresholds: genre → threshold.

    Returns:
        The group `all` has all films.
    """
    measured = measure_groups(scores, ["all"] * len(languages), thresholds)
    measured |= measure_groups(scores, languages, thresholds)
    for name, measures in measured.items():
        part = scores if name == "all" else scores.where(np.array(languages) == name)
        measures["calibration_error"] = ranking_metrics(part)["calibration_error"]
    return dict(sorted(measured.items(), key=lambda item: -item[1]["films"]))


def _order(name: str) -> tuple[int, int]:
    """Sort by the number in a name, `before` and `up to` first, names without a number last."""
    numbers = [int(digits) for digits in name.replace("s", " ").split() if digits.isdecimal()]
    return (numbers[0] if numbers else 9999, not name.startswith(("before", "up to")))
