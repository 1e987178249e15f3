"""fastText's supervised classifier (Joulin et al., EACL 2017): the mean of word and bigram vectors, and a linear layer.

The Python method `predict` fails with NumPy 2 and for lists, so its binding is called text by text.
"""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lab.comparison.methods.base import LabelledTexts, Method, Probabilities
from lab.errors import MissingGroup
from training.evaluation.thresholds import micro_f1_at, one_threshold

LABEL = "__label__"
TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class FastTextClassifier:
    """A fastText model whose labels are column numbers."""

    model: Any
    labels: int

    def predict_proba(self, texts: Sequence[str]) -> Probabilities:
        """Return probabilities in [0, 1] of shape (texts, labels). A genre without training films has probability 0."""
        scores = np.zeros((len(texts), self.labels))
        for row, text in zip(scores, texts, strict=True):
            for probability, name in self.model.f.predict(_line(text), -1, 0.0, "strict"):
                row[int(name.removeprefix(LABEL))] = probability
        return scores.clip(0, 1)  # fastText reads its sigmoid from a table, which overshoots by 1e-5

    def save(self, folder: Path) -> None:
        """Write fastText's own binary."""
        self.model.save_model(str(folder / "fasttext.bin"))


@dataclass(frozen=True)
class FastText(Method):
    """One-vs-all loss; the number of epochs is the one of `epochs` with the best micro-F1 on dev."""

    epochs: tuple[int, ...] = (5, 15)
    rate: float = 0.2
    dimensions: int = 100
    ngrams: int = 2
    min_count: int = 3
    buckets: int = 500_000

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> FastTextClassifier:
        """Train once for every number of epochs. fastText knows no gaps: what a source cannot tell counts as absent."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            path.write_text("\n".join(_labelled_lines(train)) + "\n", encoding="utf-8")
            candidates = [self._train(path, epochs, len(train.labels)) for epochs in self.epochs]
        return max(candidates, key=lambda candidate: _dev_f1(candidate, dev))

    def _train(self, path: Path, epochs: int, labels: int) -> FastTextClassifier:
        try:
            import fasttext
        except ImportError as error:
            raise MissingGroup("comparison", "fasttext-wheel") from error
        model = fasttext.train_supervised(
            str(path), loss="ova", epoch=epochs, lr=self.rate, dim=self.dimensions, wordNgrams=self.ngrams,
            minCount=self.min_count, bucket=self.buckets, thread=1, seed=0, verbose=0, label=LABEL,
        )  # fmt: skip
        return FastTextClassifier(model, labels)


def _dev_f1(classifier: FastTextClassifier, dev: LabelledTexts) -> float:
    scores = dev.scored(classifier.predict_proba(dev.texts))
    return micro_f1_at(scores, one_threshold(scores))


def _line(text: str) -> str:
    """fastText splits at white space only, and reads one text a line."""
    return " ".join(TOKEN.findall(text))


def _labelled_lines(films: LabelledTexts) -> list[str]:
    lines = []
    for text, flags in zip(films.texts, films.flags, strict=True):
        names = [f"{LABEL}{column}" for column in np.flatnonzero(flags)]
        lines.append(" ".join([*names, _line(text)]))
    return lines
