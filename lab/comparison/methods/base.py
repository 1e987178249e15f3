"""The interface of a method: its input, its output, and what it must implement."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Protocol

from training.evaluation.labelled_texts import LabelledTexts, Probabilities

__all__ = ["Classifier", "LabelledTexts", "Method", "Probabilities"]


class Classifier(Protocol):
    """A fitted method."""

    def predict_proba(self, texts: Sequence[str]) -> Probabilities:
        """Return probabilities in [0, 1] of shape (texts, labels)."""

    def save(self, folder: Path) -> None:
        """Save everything that prediction needs to the existing `folder`."""


class Method(Protocol):
    """A way to fit a classifier: a frozen dataclass whose fields are the parameters."""

    VERSION: ClassVar[int] = 1
    """Raise it when a change of the code changes the results: results of an earlier version are not read."""

    def dependencies(self) -> Sequence[Path]:
        """Return the configs, pipelines and weights that its results depend on. The default is none.

        Raises:
            MethodUnavailable: one of them is missing.
        """
        return ()

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> Classifier:
        """Fit on `train`, with early stopping and parameters chosen on `dev`. A trained model is loaded.

        Raises:
            MethodUnavailable: a model is missing.
            MissingExtra: a package is missing.
        """
