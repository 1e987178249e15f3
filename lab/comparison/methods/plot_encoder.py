"""A frozen sentence encoder with one hidden layer, for texts that are longer than the encoder reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from lab.comparison.methods.base import LabelledTexts, Method
from lab.comparison.methods.fixed_features import FeatureClassifier, fit_layer
from lab.comparison.methods.sentence_encoder import encode, load_encoder, save_encoder
from training.weights.hidden_layer import Features

WINDOW = 128
"""Word pieces in a window: the length that all-MiniLM-L6-v2 was trained with."""


@dataclass(frozen=True)
class PlotEncoder(Method):
    """A hidden layer on all-MiniLM-L6-v2, half as wide as its input and its output together.

    Attributes:
        windows: whether a text is read in windows, whose vectors are averaged. Otherwise it is cut where the encoder
            ends, after 256 word pieces.
        rate: learning rate of Adam.
        batch: films in a batch.
        decay: weight of the L2 penalty.
    """

    windows: bool
    rate: float = 1e-3
    batch: int = 64
    decay: float = 1e-2

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> FeatureClassifier:
        """Encode all films once, then train until the loss on dev rises."""
        read = partial(encode_windows if self.windows else encode, load_encoder())
        features, dev_features = read(train.texts), read(dev.texts)
        parameters = {
            "hidden_layer_sizes": (features.shape[1] + len(train.labels)) // 2,
            "learning_rate_init": self.rate,
            "batch_size": self.batch,
            "alpha": self.decay,
        }
        return FeatureClassifier(read, fit_layer(parameters, features, train, dev_features, dev), save_encoder)


def encode_windows(encoder: Any, texts: Sequence[str]) -> Features:
    """Return the mean vector of the windows of each text, of shape (texts, 384). They are about equally long."""
    pieces = encoder.tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]
    windows, owners = [], []
    for owner, text in enumerate(pieces):
        for window in np.array_split(np.array(text), max(1, -(-len(text) // (WINDOW - 2)))):
            windows.append(encoder.tokenizer.decode(window))
            owners.append(owner)
    vectors = encode(encoder, windows)
    sums = np.zeros((len(texts), vectors.shape[1]), np.float32)
    np.add.at(sums, owners, vectors)
    return np.asarray(sums / np.bincount(owners, minlength=len(texts))[:, None], dtype=np.float32)
