"""Predictions: from probabilities and thresholds to genres."""

from collections.abc import Mapping
from dataclasses import dataclass

Scores = dict[str, float]
"""Genre → probability in [0, 1]. Genres are independent labels, so the values do not add up to 1."""


def best_first(scores: Mapping[str, float]) -> Scores:
    """Return `scores` sorted from high to low. Equal scores are in alphabetical order."""
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True)
class Prediction:
    """The genres of one film.

    Attributes:
        title: title of the film.
        genre: most probable genre.
        genres: genres that reach their threshold, from high to low; `[genre]` if there are none.
        scores: probability of every genre.
    """

    title: str
    genre: str
    genres: list[str]
    scores: Scores

    @classmethod
    def from_scores(cls, title: str, scores: Scores, thresholds: Mapping[str, float]) -> "Prediction":
        """Apply `thresholds`: genre → threshold in [0, 1], for every genre in `scores`."""
        ranked = best_first(scores)
        top = next(iter(ranked))
        chosen = [genre for genre, score in ranked.items() if score >= thresholds[genre]]
        return cls(title=title, genre=top, genres=chosen or [top], scores=scores)
