"""Predictions: from probabilities and thresholds to genres."""

from collections.abc import Mapping
from dataclasses import dataclass

from movie_classifier.model.confidence import NO_GENRE, Confidence

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
        genre: most probable genre. After a `GenreChoice`, the first of `genres`, or None if there are none.
        genres: genres that reach their threshold, from high to low; `[genre]` if there are none. A `GenreChoice` may
            leave none.
        scores: probability of every genre.
        confidence_reason: why the prediction deserves low confidence; None for normal confidence.
    """

    title: str
    genre: str | None
    genres: list[str]
    scores: Scores
    confidence_reason: str | None = None

    @property
    def confidence(self) -> Confidence:
        """`low` if the model has little to go on, otherwise `normal`."""
        return "normal" if self.confidence_reason is None else "low"

    @classmethod
    def from_scores(
        cls, title: str, scores: Scores, thresholds: Mapping[str, float], doubt: str | None = None
    ) -> "Prediction":
        """Return the prediction of a film.

        Args:
            title: title of the film.
            scores: probability of every genre.
            thresholds: genre → threshold in [0, 1], for every genre in `scores`.
            doubt: why the text is a reason for low confidence; see `find_doubt`.
        """
        ranked = best_first(scores)
        top = next(iter(ranked))
        chosen = [genre for genre, score in ranked.items() if score >= thresholds[genre]]
        return cls(title, top, chosen or [top], scores, doubt or (None if chosen else NO_GENRE))
