"""A hidden layer on the features of texts that another model computes, and is not trained itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib

from lab.comparison.methods.base import LabelledTexts, Probabilities
from training.weights.hidden_layer import Features, HiddenLayer


@dataclass(frozen=True)
class FeatureClassifier:
    """A function that computes features, and a hidden layer.

    Attributes:
        encode: returns the features of texts, of shape (texts, width).
        head: the hidden layer.
        save_encoder: saves what `encode` needs to a folder.
    """

    encode: Callable[[Sequence[str]], Features]
    head: HiddenLayer
    save_encoder: Callable[[Path], object]

    def predict_proba(self, texts: Sequence[str]) -> Probabilities:
        """Return probabilities in [0, 1] of shape (texts, labels)."""
        return self.head.predict_proba(self.encode(texts))

    def save(self, folder: Path) -> None:
        """Save the layer, and what computes the features."""
        joblib.dump(self.head, folder / "head.joblib")
        self.save_encoder(folder)


def fit_layer(
    parameters: Mapping[str, Any], features: Features, train: LabelledTexts, dev_features: Features, dev: LabelledTexts
) -> HiddenLayer:
    """Fit a hidden layer. A batch has at most as many films as there are."""
    head = HiddenLayer({**parameters, "batch_size": min(parameters["batch_size"], len(train))})
    head.fit(features, train, dev_features, dev)
    return head
