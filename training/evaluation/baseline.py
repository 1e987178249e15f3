"""A simple rival for a trained pipeline: TF-IDF with logistic regression, fitted on the same films."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from training.evaluation.scores import Scores
from training.films.corpus import read_labelled


def score_baseline(train: Path, corpora: Sequence[Path], labels: Sequence[str]) -> list[Scores]:
    """Fit the baseline on the corpus `train`, and score the films of each of `corpora`.

    The features are words and pairs of words that occur in three films or more. Each label has a classifier of its own.

    Args:
        train: path of a corpus that says of every film whether it has each of the labels.
        corpora: paths of the corpora to score.
        labels: the labels to learn.
    """
    texts, truth = read_labelled(train, labels)
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=3, dtype=np.float32)
    features = vectorizer.fit_transform(texts)
    others = [read_labelled(corpus, labels) for corpus in corpora]
    rows = [vectorizer.transform(texts) for texts, _ in others]
    columns = [_probabilities(features, truth[:, label] > 0, rows) for label in range(len(labels))]
    return [
        Scores(tuple(labels), tuple(texts), truth > 0, np.stack([column[corpus] for column in columns], axis=1))
        for corpus, (texts, truth) in enumerate(others)
    ]


def _probabilities(features: object, has_label: NDArray[np.bool_], rows: Sequence[object]) -> list[NDArray[np.float64]]:
    """Fit the classifier of one label, and return its probabilities for each of `rows`."""
    if has_label.all() or not has_label.any():
        return [np.full(part.shape[0], float(has_label[0])) for part in rows]  # type: ignore[attr-defined]
    classifier = LogisticRegression(C=4, max_iter=200).fit(features, has_label)
    return [classifier.predict_proba(part)[:, 1].astype(np.float64) for part in rows]
