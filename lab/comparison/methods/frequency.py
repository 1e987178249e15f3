"""The baseline: every film gets the frequency of each genre as its probability."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lab.comparison.methods.base import LabelledTexts, Method, Probabilities


@dataclass(frozen=True)
class FrequencyClassifier:
    """Predicts the same probabilities for every film."""

    shares: Probabilities

    def predict_proba(self, texts: Sequence[str]) -> Probabilities:
        """Return frequencies in [0, 1] of shape (texts, labels)."""
        return np.tile(self.shares, (len(texts), 1))

    def save(self, folder: Path) -> None:
        """Save the frequencies."""
        np.save(folder / "shares.npy", self.shares)


@dataclass(frozen=True)
class MostFrequent(Method):
    """Genre frequencies, without reading the text."""

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> FrequencyClassifier:
        """Count genres among the films whose source has them."""
        shares: NDArray[np.float64] = np.nanmean(train.truth, axis=0, dtype=np.float64)
        return FrequencyClassifier(shares)
