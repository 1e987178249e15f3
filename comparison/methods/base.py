"""What a method gets and what it gives, whichever library it is made with."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from training.evaluation.scores import Scores

Probabilities = NDArray[np.float64]


@dataclass(frozen=True)
class LabelledTexts:
    """n films and their k genres.

    Attributes:
        labels: the k genres, in the order of the columns.
        texts: the n texts, title and description apart by a line break.
        truth: (n, k) of 0 or 1; NaN where a film's source cannot tell.
    """

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    truth: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.texts)

    def __add__(self, more: "LabelledTexts") -> "LabelledTexts":
        """These films, then `more`, which has the same labels."""
        return LabelledTexts(self.labels, self.texts + more.texts, np.concatenate([self.truth, more.truth]))

    @property
    def flags(self) -> NDArray[np.bool_]:
        """(n, k): whether a film is known to have a genre; False where its source cannot tell."""
        flags: NDArray[np.bool_] = self.truth > 0
        return flags

    @cached_property
    def hash(self) -> str:
        """SHA-256 over labels, texts and truth, in hexadecimal."""
        digest = hashlib.sha256("\0".join((*self.labels, "", *self.texts)).encode())
        digest.update(self.truth.tobytes())
        return digest.hexdigest()

    def scored(self, probabilities: Probabilities) -> Scores:
        """The films beside what a classifier says of them, (n, k) in [0, 1]."""
        return Scores(self.labels, self.texts, self.flags, probabilities)


class Classifier(Protocol):
    """A method that has learnt."""

    def predict_proba(self, texts: Sequence[str]) -> Probabilities:
        """Probabilities in [0, 1] of shape (texts, labels)."""

    def save(self, folder: Path) -> None:
        """Write to the existing `folder` all that is needed to predict again."""


class Method(Protocol):
    """A way to make a classifier; a frozen dataclass, whose fields are its parameters."""

    def ingredients(self) -> Sequence[Path]:
        """Files and folders, beside its own module, whose content decides what it learns; none unless a method says so.

        Raises:
            MethodUnavailable: one of them is not there.
        """
        return ()

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> Classifier:
        """Learn from `train`, stop and choose by `dev`; a method whose model is there already loads that instead.

        Raises:
            MethodUnavailable: a model is missing.
            MissingExtra: a package is missing.
        """
