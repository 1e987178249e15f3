"""A frozen sentence encoder with one hidden layer, whose size is chosen by random search."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import loguniform
from sklearn.model_selection import ParameterSampler

from lab.comparison.methods.base import LabelledTexts, Method
from lab.comparison.methods.fixed_features import FeatureClassifier, fit_layer
from lab.errors import MissingGroup
from lab.pretrained import encoder_folder
from training.weights.hidden_layer import Features

SEARCHED = {
    "hidden_layer_sizes": [(64,), (128,), (256,), (512,)],
    "alpha": loguniform(1e-5, 1e-1),
    "learning_rate_init": loguniform(1e-4, 5e-3),
    "batch_size": [64, 128, 256],
    "activation": ["relu", "tanh"],
}
"""Distributions of the random search (Bergstra and Bengio, JMLR 2012). `alpha` is the weight of the L2 penalty."""


@dataclass(frozen=True)
class FrozenEncoder(Method):
    """A hidden layer on all-MiniLM-L6-v2: the best of `draws` random settings on dev."""

    draws: int = 8

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> FeatureClassifier:
        """Encode all films once, then fit the layers and choose one."""
        encoder = load_encoder()
        features, dev_features = encode(encoder, train.texts), encode(encoder, dev.texts)
        heads = [
            fit_layer(parameters, features, train, dev_features, dev)
            for parameters in ParameterSampler(SEARCHED, self.draws, random_state=0)
        ]
        best = max(heads, key=lambda head: head.dev_f1(dev_features, dev))
        return FeatureClassifier(partial(encode, encoder), best, save_encoder)


def encode(encoder: Any, texts: Sequence[str]) -> Features:
    """Return vectors of shape (texts, 384)."""
    import torch

    with torch.autocast("cpu", torch.bfloat16):  # three times as fast on processors that support it
        vectors = encoder.encode(list(texts), batch_size=64, convert_to_numpy=True, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float32)


def save_encoder(folder: Path) -> None:
    """Copy the encoder to `folder`."""
    shutil.copytree(encoder_folder(), folder / "encoder")


def load_encoder() -> Any:
    """Load all-MiniLM-L6-v2.

    Raises:
        MissingGroup: a package is missing.
    """
    folder = encoder_folder()
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise MissingGroup("comparison", "sentence-transformers") from error
    return SentenceTransformer(str(folder), device="cpu")
