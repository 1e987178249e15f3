"""The arrays between the features of a poster and the probabilities of a film: a small network, and the fusion."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from movie_classifier.model.log_odds import log_odds, sigmoid

Array = NDArray[np.floating[Any]]


class FeatureLayers(NamedTuple):
    """Features of shape (posters, width) → standardized → hidden layer with ReLU → probabilities of k genres.

    Attributes:
        mean, deviation: of each feature, of shape (width,).
        weights, bias: of the hidden layer, of shape (width, units) and (units,).
        output, output_bias: of the output layer, of shape (units, k) and (k,).
    """

    mean: Array
    deviation: Array
    weights: Array
    bias: Array
    output: Array
    output_bias: Array

    def predict_proba(self, features: NDArray[np.float32]) -> Array:
        """Return probabilities in [0, 1] of shape (posters, k)."""
        hidden = np.maximum((features - self.mean) / self.deviation @ self.weights + self.bias, 0)
        return sigmoid(hidden @ self.output + self.output_bias)


class Fusion(NamedTuple):
    """Weighted sum of the log-odds of text and poster, for each of k genres.

    Attributes:
        text, poster: weights of the log-odds, of shape (k,).
        bias: of shape (k,).
    """

    text: Array
    poster: Array
    bias: Array

    def predict_proba(self, text: Array, poster: Array) -> Array:
        """Return probabilities in [0, 1], given those of text and poster. All have the shape (films, k)."""
        return sigmoid(self.text * log_odds(text) + self.poster * log_odds(poster) + self.bias)


def save_layers(path: Path, hidden: FeatureLayers, fusion: Fusion) -> None:
    """Write the arrays as an .npz file. The weights of the hidden layer, of which there are many, become float32."""
    arrays: dict[str, Any] = {f"hidden_{name}": value.astype(np.float32) for name, value in hidden._asdict().items()}
    np.savez(path, **arrays, **{f"fusion_{name}": value for name, value in fusion._asdict().items()})


def load_layers(path: Path) -> tuple[FeatureLayers, Fusion]:
    """Read what `save_layers` has written.

    Raises:
        OSError, ValueError, KeyError: the file is missing or has other content.
    """
    with np.load(path, allow_pickle=False) as arrays:
        return (
            FeatureLayers(*(arrays[f"hidden_{name}"] for name in FeatureLayers._fields)),
            Fusion(*(arrays[f"fusion_{name}"] for name in Fusion._fields)),
        )
