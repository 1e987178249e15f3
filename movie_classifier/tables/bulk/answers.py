"""Turns the answers for rows into columns."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from movie_classifier.prediction import Prediction
from movie_classifier.tables.rows import Classifier, classify_rows

REASON = pa.field("reason", pa.string())
"""Why a row cannot be classified; null if it can."""


def answer_schema(labels: Sequence[str]) -> Any:
    """Return the schema of the answers: `reason`, `genre`, `genres`, and one column for each of `labels`."""
    probabilities = [pa.field(label, pa.float64()) for label in labels]
    return pa.schema([REASON, ("genre", pa.string()), ("genres", pa.list_(pa.string())), *probabilities])


def answer_rows(
    classifier: Classifier, titles: Sequence[object], descriptions: Sequence[object], labels: Sequence[str]
) -> Any:
    """Classify rows, and return a record batch with `answer_schema`.

    Args:
        classifier: classifies the films.
        titles, descriptions: see `classify_rows`.
        labels: genres whose probabilities are wanted.
    """
    rows = classify_rows(classifier, titles, descriptions)
    predictions = [row if isinstance(row, Prediction) else None for row in rows]
    return pa.record_batch(
        [
            [row if isinstance(row, str) else None for row in rows],
            [each and each.genre for each in predictions],
            [each and each.genres for each in predictions],
            *([each and each.scores[label] for each in predictions] for label in labels),
        ],
        answer_schema(labels),
    )
