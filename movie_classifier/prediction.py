"""What the classifier says about one film."""

from collections.abc import Mapping
from dataclasses import dataclass

Scores = dict[str, float]
"""Genre → probability in [0, 1]. The genres are independent labels: the values do not add up to 1."""


def best_first(scores: Mapping[str, float]) -> Scores:
    """`scores` from the most to the least probable genre; ties in alphabetical order."""
    return dict(sorted(scores.items(), key=lambda item: (-item[1], item[0])))


@dataclass(frozen=True)
class Prediction:
    """The decision for one film, and the probabilities behind it.

    Attributes:
        title: the film's title, as it was given.
        genre: the most probable genre.
        genres: every genre at or above its threshold, best first; `[genre]` where none is.
        scores: the probability of every genre of the model.
    """

    title: str
    genre: str
    genres: list[str]
    scores: Scores

    @classmethod
    def from_scores(cls, title: str, scores: Scores, thresholds: Mapping[str, float]) -> "Prediction":
        """Decide by `thresholds` (genre → float in [0, 1]; it must name every genre in `scores`)."""
        ranked = best_first(scores)
        top = next(iter(ranked))
        chosen = [genre for genre, score in ranked.items() if score >= thresholds[genre]]
        return cls(title=title, genre=top, genres=chosen or [top], scores=scores)
