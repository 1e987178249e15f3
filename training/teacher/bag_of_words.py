"""A second teacher beside the encoder: logistic regression on words and pairs of words.

By itself it is the weaker one, but it errs elsewhere, for it knows names and rare words: together they are right more
often.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from training.one_vs_rest import OneVsRest

C, MIN_FILMS = 2.0, 3
"""Inverse strength of the L2 penalty; films that a word or pair must occur in."""

ENCODER_SHARE = 0.7
"""Of the encoder's log-odds in the mixture, chosen on out-of-fold probabilities of train."""


class BagOfWords:
    """TF-IDF weights and a logistic regression a genre."""

    def __init__(self) -> None:
        self._vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=MIN_FILMS, dtype=np.float32)
        # Not liblinear, which would be quicker but draws the intercepts, that is the genres' shares, towards a half.
        self._columns = OneVsRest(LogisticRegression(C=C, solver="lbfgs", max_iter=200))

    def fit(self, texts: Sequence[str], truth: NDArray[np.floating], first_list: NDArray[np.bool_]) -> "BagOfWords":
        """Fit on labelled texts; those of the first list, which dev and test are of, count twice.

        Args:
            texts: the films.
            truth: 0, 1 or NaN, shape (films, labels).
            first_list: whether a film is of the first list, shape (films,).
        """
        rows = np.concatenate([np.flatnonzero(first_list), np.arange(len(texts))])
        features = self._vectorizer.fit_transform(texts[row] for row in rows)
        self._columns.fit(features, truth[rows])
        return self

    def predict_proba(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities in [0, 1] of shape (texts, labels)."""
        return self._columns.predict_proba(self._vectorizer.transform(texts))


def mix(encoder: NDArray[np.floating], words: NDArray[np.floating]) -> NDArray[np.float32]:
    """Probabilities whose log-odds are a weighted mean of both teachers' (a logarithmic opinion pool)."""
    log_odds = ENCODER_SHARE * _log_odds(encoder) + (1 - ENCODER_SHARE) * _log_odds(words)
    return np.asarray(1 / (1 + np.exp(-log_odds)), np.float32)


def _log_odds(probabilities: NDArray[np.floating]) -> NDArray[np.float64]:
    clipped = np.clip(probabilities.astype(np.float64), 1e-4, 1 - 1e-4)
    return np.asarray(np.log(clipped / (1 - clipped)))
