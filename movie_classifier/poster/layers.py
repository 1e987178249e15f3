"""The arrays between the features of a poster and the probabilities of a film: a small network, and the fusions."""

from collections.abc import Iterable, Mapping
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


def save_layers(path: Path, hidden: FeatureLayers, fusions: Mapping[str, Fusion]) -> None:
    """Write the arrays as an .npz file. The weights of the hidden layer, of which there are many, become float16.

    Args:
        path: file to write.
        hidden: the small network.
        fusions: name and version of a text model → its fusion.
    """
    layers = {name: value.astype(np.float32) for name, value in hidden._asdict().items()}
    layers["weights"] = layers["weights"].astype(np.float16)
    arrays: dict[str, Any] = {f"hidden_{name}": value for name, value in layers.items()}
    for text_model, fusion in fusions.items():
        arrays |= {f"fusion_{name} {text_model}": value for name, value in fusion._asdict().items()}
    np.savez(path, **arrays)


def load_layers(path: Path, text_models: Iterable[str]) -> tuple[FeatureLayers, dict[str, Fusion]]:
    """Read what `save_layers` has written for the text models.

    Raises:
        OSError, ValueError, KeyError: the file is missing or has other content.
    """
    with np.load(path, allow_pickle=False) as arrays:
        hidden = FeatureLayers(*(arrays[f"hidden_{name}"].astype(np.float32) for name in FeatureLayers._fields))
        fusions = {
            text_model: Fusion(*(arrays[f"fusion_{name} {text_model}"] for name in Fusion._fields))
            for text_model in text_models
        }
        return hidden, fusions
