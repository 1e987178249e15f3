"""Late fusion: a small model combines the probabilities of several classifiers."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from movie_classifier.model.log_odds import log_odds
from training.evaluation.labelled_texts import Probabilities
from training.evaluation.metrics import pair_log_loss

STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
"""Candidates for the inverse strength of the L2 penalty."""

FOLDS = 5

SHARED_SCALE = 10.0
"""Factor of the log-odds that have a weight for all genres, so that the penalty hardly touches this weight."""


@dataclass
class LateFusion:
    """Logistic regression on the log-odds of several classifiers.

    All pairs of film and genre are one training set. A pair has the log-odds of each classifier, with one weight for
    all genres, and the same log-odds and a constant for its own genre. The penalty pulls what belongs to one genre to
    zero, so that rare genres use the shared weights. The model is also a calibration (Platt, 1999), because it is
    fitted on films that the classifiers were not trained on.

    Attributes:
        strength: inverse strength of the penalty, chosen by cross-validation.
    """

    strength: float = 0.0
    _model: LogisticRegression = field(default_factory=LogisticRegression, repr=False)

    def fit(self, sources: Sequence[Probabilities], truth: NDArray[np.bool_]) -> Probabilities:
        """Fit on films, and return out-of-fold probabilities for them, on which thresholds can be chosen.

        Args:
            sources: probabilities of each classifier, of shape (films, labels).
            truth: the genres, of shape (films, labels).
        """
        folds = [_out_of_fold(sources, truth, strength) for strength in STRENGTHS]
        losses = [pair_log_loss(fold, truth) for fold in folds]
        best = int(np.argmin(losses))
        self.strength = STRENGTHS[best]
        self._model = _fitted(sources, truth, self.strength)
        return folds[best]

    def by_genre(self, labels: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the fitted model as weights of log-odds, of shape (sources, labels), and biases of shape (labels,)."""
        coefficients = self._model.coef_[0]
        sources = (len(coefficients) + 1) // (labels + 1) - 1
        shared, bias, own = np.split(coefficients, [sources, sources + labels])
        return SHARED_SCALE * shared[:, None] + own.reshape(sources, labels), bias + self._model.intercept_[0]

    def predict_proba(self, sources: Sequence[Probabilities]) -> Probabilities:
        """Return probabilities in [0, 1] of shape (films, labels)."""
        return _predict(self._model, sources)


def _pairs(sources: Sequence[Probabilities]) -> NDArray[np.float64]:
    """Return one row for each pair of film and genre."""
    odds = [log_odds(source) for source in sources]
    films, labels = odds[0].shape
    genre = np.tile(np.eye(labels), (films, 1))
    shared = [source.reshape(-1, 1) for source in odds]
    return np.hstack([*(SHARED_SCALE * column for column in shared), genre, *(column * genre for column in shared)])


def _fitted(sources: Sequence[Probabilities], truth: NDArray[np.bool_], strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=1_000).fit(_pairs(sources), truth.ravel())


def _predict(model: LogisticRegression, sources: Sequence[Probabilities]) -> Probabilities:
    probabilities: Probabilities = model.predict_proba(_pairs(sources))[:, 1].reshape(sources[0].shape)
    return probabilities


def _out_of_fold(sources: Sequence[Probabilities], truth: NDArray[np.bool_], strength: float) -> Probabilities:
    out = np.zeros(truth.shape)
    for rest, fold in KFold(FOLDS, shuffle=True, random_state=0).split(truth):
        model = _fitted([source[rest] for source in sources], truth[rest], strength)
        out[fold] = _predict(model, [source[fold] for source in sources])
    return out
