"""Films with their genres as arrays, for methods that are fitted and measured on them."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from training.evaluation.scores import Scores

Probabilities = NDArray[np.float64]


@dataclass(frozen=True)
class LabelledTexts:
    """n films and their k genres.

    Attributes:
        labels: the k genres, in the order of the columns.
        texts: the n texts: title, line break, description.
        truth: (n, k) of 0 or 1; NaN for a label that the film's source does not have.
    """

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    truth: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.texts)

    def __add__(self, more: "LabelledTexts") -> "LabelledTexts":
        """Concatenate with the films of `more`, which has the same labels."""
        return LabelledTexts(self.labels, self.texts + more.texts, np.concatenate([self.truth, more.truth]))

    def sample(self, films: int, seed: int = 0) -> "LabelledTexts":
        """Return `films` of these films, drawn at random, in their order; all films if there are no more."""
        if films >= len(self):
            return self
        rows = np.sort(np.random.default_rng(seed).choice(len(self), films, replace=False))
        return LabelledTexts(self.labels, tuple(self.texts[row] for row in rows), self.truth[rows])

    @property
    def flags(self) -> NDArray[np.bool_]:
        """(n, k) of bool: whether a film has a genre. False if the film's source does not have the label."""
        flags: NDArray[np.bool_] = self.truth > 0
        return flags

    @cached_property
    def hash(self) -> str:
        """SHA-256 of labels, texts and truth, in hexadecimal."""
        digest = hashlib.sha256("\0".join((*self.labels, "", *self.texts)).encode())
        digest.update(self.truth.tobytes())
        return digest.hexdigest()

    def scored(self, probabilities: Probabilities) -> Scores:
        """Return the films with the probabilities of a classifier, of shape (n, k) and in [0, 1]."""
        return Scores(self.labels, self.texts, self.flags, probabilities)
