"""Answers for rows as Arrow columns, for files and for Spark."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from movie_classifier.choice.decision import Decision
from movie_classifier.tables.rows import ANSWER_COLUMNS, Classifier, answer_columns, classify_rows

REASON = ANSWER_COLUMNS.index("reason")
"""Position of the column that says why a row cannot be classified. A genre may have the same name."""


def answer_schema(labels: Sequence[str]) -> Any:
    """Return the schema of the answers: `ANSWER_COLUMNS`, then the probability of each of `labels`."""
    kinds = [pa.string(), pa.list_(pa.string()), pa.string(), pa.string(), *[pa.float64()] * len(labels)]
    return pa.schema(list(zip([*ANSWER_COLUMNS, *labels], kinds, strict=True)))


def answer_rows(
    classifier: Classifier,
    titles: Sequence[object],
    descriptions: Sequence[object],
    decision: Decision | None,
    labels: Sequence[str],
) -> Any:
    """Classify rows, and return a record batch with `answer_schema`.

    Args:
        classifier: classifies the films.
        titles, descriptions, decision: see `classify_rows`.
        labels: genres whose probabilities are wanted.
    """
    return pa.record_batch(
        answer_columns(classify_rows(classifier, titles, descriptions, decision), labels), answer_schema(labels)
    )
