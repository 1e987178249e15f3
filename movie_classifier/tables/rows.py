"""Classifies the rows of a table: the code that `bulk`, `classify_frame` and Spark share.

Batches and decisions are those of the classifier, limits those of `film_problem`. A film needs
no title, and a placeholder such as `N/A` is no description.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from movie_classifier.choice.decision import Decision
from movie_classifier.film import Film, film_problem, is_placeholder
from movie_classifier.prediction import Prediction

ANSWER_COLUMNS = ("genre", "genres", "confidence", "reason")
"""Columns of the answers: most probable genre, assigned genres (most probable first), confidence (`normal` or `low`),
and why a row has none of these."""


class Classifier(Protocol):
    """What `GenreClassifier` and `GenreClient` have in common."""

    def predict(self, films: Sequence[Film], /) -> list[Prediction]:
        """Return the prediction for each film."""


def classify_rows(
    classifier: Classifier,
    titles: Sequence[object],
    descriptions: Sequence[object],
    decision: Decision | None = None,
) -> list[Prediction | str]:
    """Return for each row its prediction, or the reason why it cannot be classified.

    Args:
        classifier: classifies the films.
        titles: title of each row: text, a number, or None if it is missing.
        descriptions: description of each row, of the same types.
        decision: chooses the genres; by default they are those of the classifier.
    """
    checked = [_read_film(title, description) for title, description in zip(titles, descriptions, strict=True)]
    predictions = classifier.predict([film for film in checked if isinstance(film, Film)])
    decided = iter(predictions if decision is None else map(decision.apply, predictions))
    return [next(decided) if isinstance(row, Film) else row for row in checked]


def answer_columns(rows: Sequence[Prediction | str], labels: Sequence[str]) -> list[list[Any]]:
    """Return the result of `classify_rows` as columns: those of `ANSWER_COLUMNS`, then the probabilities of `labels`.

    A row that cannot be classified has its reason and nothing else. The others have no reason.
    """
    predictions = [row if isinstance(row, Prediction) else None for row in rows]
    return [
        [each and each.genre for each in predictions],
        [each and each.genres for each in predictions],
        [each and each.confidence for each in predictions],
        [row if isinstance(row, str) else None for row in rows],
        *([each and each.scores[label] for each in predictions] for label in labels),
    ]


def _read_film(title: object, description: object) -> Film | str:
    """Return the film of a row, or the reason why it cannot be classified."""
    texts = []
    for part, value in zip(Film._fields, (title, description), strict=True):
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int | float)):
            return f"{part} is not text"
        texts.append("" if value is None else str(value))
    film = Film(*texts)
    return film_problem(film, needs_title=False) or ("no description" if is_placeholder(film.description) else film)
