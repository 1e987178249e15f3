"""A network with one hidden layer on fixed features, trained with early stopping."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPClassifier

from movie_classifier.poster.layers import FeatureLayers
from training.evaluation.labelled_texts import LabelledTexts, Probabilities
from training.evaluation.thresholds import micro_f1_at, one_threshold

MAX_EPOCHS, PATIENCE = 100, 5
"""Largest number of epochs, and number of epochs without a lower loss on dev after which training stops."""

Features = NDArray[np.float32]


class HiddenLayer:
    """Features of shape (films, width) → standardized → hidden layer → probabilities."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._network = MLPClassifier(**parameters, random_state=0)
        self._mean: Features = np.zeros(0, np.float32)
        self._deviation: Features = np.zeros(0, np.float32)

    def fit(self, features: Features, train: LabelledTexts, dev_features: Features, dev: LabelledTexts) -> None:
        """Train until the loss on dev has not fallen for `PATIENCE` epochs, and keep the best epoch's weights.

        scikit-learn's own early stopping would look at the share of films whose genres are all right, which is coarse.
        What a film's source cannot tell counts as absent.
        """
        self._mean, self._deviation = features.mean(axis=0), features.std(axis=0) + 1e-6
        scaled, flags = self._scale(features), train.flags.astype(int)
        best, best_loss, waited = deepcopy(self._network), np.inf, 0
        for _ in range(MAX_EPOCHS):
            self._network.partial_fit(scaled, flags, classes=range(flags.shape[1]))
            loss = _loss(dev, self.predict_proba(dev_features))
            if loss < best_loss:
                best, best_loss, waited = deepcopy(self._network), loss, 0
            else:
                waited += 1
            if waited == PATIENCE:
                break
        self._network = best

    def predict_proba(self, features: Features) -> Probabilities:
        """Return probabilities in [0, 1] of shape (films, labels)."""
        return np.asarray(self._network.predict_proba(self._scale(features)), dtype=np.float64)

    def layers(self) -> FeatureLayers:
        """Return the arrays of the network, which has ReLU, as scikit-learn's default is."""
        (weights, output), (bias, output_bias) = self._network.coefs_, self._network.intercepts_
        return FeatureLayers(self._mean, self._deviation, weights, bias, output, output_bias)

    def dev_f1(self, features: Features, dev: LabelledTexts) -> float:
        """Micro-F1 at the best single threshold."""
        scores = dev.scored(self.predict_proba(features))
        return micro_f1_at(scores, one_threshold(scores))

    def _scale(self, features: Features) -> Features:
        return (features - self._mean) / self._deviation


def _loss(films: LabelledTexts, probabilities: Probabilities) -> float:
    return float(log_loss(films.flags.ravel(), probabilities.ravel(), labels=[False, True]))
