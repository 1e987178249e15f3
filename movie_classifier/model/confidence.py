"""Decides whether a prediction deserves low confidence, and why.

Probabilities are calibrated on films like those that the model was trained on. They say little about other texts: a few
words, another language, a letter. `training/evaluation/confidence.py` chooses the limits.
"""

from typing import Literal, NamedTuple

Confidence = Literal["normal", "low"]

CONFIDENCE_HEADER = "X-Confidence"
CONFIDENCE_REASON_HEADER = "X-Confidence-Reason"
"""Response headers of `POST /genre`, whose body has no place for the confidence."""

MIN_KNOWN_WORDS = 5
"""With fewer known words, the most probable genre of a dev film is right in half of the cases, instead of 77 %."""

TOP_GENRE_WEIGHT = 2.0
"""Weight of the log-odds of the most probable genre, which are subtracted from the outlier score. Of the 2 % of the dev
films with the highest difference, 59 % have the right genre; without the subtraction 75 %."""

OTHER_LANGUAGE = "the text may be in another language, which the model multilingual may know"
FEW_WORDS = "the text has fewer than five words that the model knows"
UNLIKE = "the text is unlike the texts that the model was trained on"
UNFAMILIAR = "the text is unlike the texts that the model was trained on; it may be in a language that it does not know"
NO_GENRE = "no genre reaches its threshold"
NONE_CHOSEN = "no genre of the choice is probable enough"


class Evidence(NamedTuple):
    """What a text offers to the model.

    Attributes:
        words: number of words.
        known: number of words that have a vector.
        outlier_score: log-odds that the text is no text like those that the model was trained on.
    """

    words: int
    known: int
    outlier_score: float


class Limits(NamedTuple):
    """Limits of normal confidence.

    Attributes:
        min_known_share: smallest share of known words, in [0, 1].
        max_outlier_score: largest outlier score, after `TOP_GENRE_WEIGHT` times the log-odds of the most probable genre
            were subtracted.
    """

    min_known_share: float
    max_outlier_score: float


def find_doubt(evidence: Evidence, limits: Limits, top_log_odds: float) -> str | None:
    """Return why the text is a reason for low confidence, or None if it is none.

    Args:
        evidence: what the text offers.
        limits: limits of the model.
        top_log_odds: log-odds of the most probable genre.
    """
    if evidence.known < MIN_KNOWN_WORDS:
        return FEW_WORDS
    if evidence.known < limits.min_known_share * evidence.words:
        return f"the model knows only {evidence.known} of {evidence.words} words; {OTHER_LANGUAGE}"
    if evidence.outlier_score - TOP_GENRE_WEIGHT * top_log_odds > limits.max_outlier_score:
        return UNLIKE
    return None
