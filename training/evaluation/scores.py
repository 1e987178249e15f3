"""Scores of a pipeline on the films of a corpus, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from movie_classifier.model.pipeline.loading import COMPONENT


@dataclass(frozen=True)
class Scores:
    """Truth and probabilities for n films and k genres.

    Attributes:
        labels: the k genres, in the order of the columns.
        texts: the n texts.
        truth: (n, k) of bool.
        scores: (n, k) of float in [0, 1].
    """

    labels: tuple[str, ...]
    texts: tuple[str, ...]
    truth: NDArray[np.bool_]
    scores: NDArray[np.float64]

    def only(self, labels: Sequence[str]) -> "Scores":
        """Return the columns of `labels`, and the films with at least one of these labels."""
        columns = [self.labels.index(label) for label in labels]
        part = Scores(tuple(labels), self.texts, self.truth[:, columns], self.scores[:, columns])
        return part.where(np.asarray(part.truth.any(axis=1)))

    def where(self, rows: NDArray[np.bool_]) -> "Scores":
        """Return the films for which `rows` is True."""
        texts = tuple(text for text, wanted in zip(self.texts, rows, strict=True) if wanted)
        return Scores(self.labels, texts, self.truth[rows], self.scores[rows])


def score(nlp: Language, docs: Sequence[Doc]) -> Scores:
    """Classify the texts of `docs`. Their `cats` are the true labels."""
    labels = tuple(nlp.pipe_labels[COMPONENT])
    texts = tuple(doc.text for doc in docs)
    predicted = [[doc.cats[label] for label in labels] for doc in nlp.pipe(texts)]
    truth = [[doc.cats.get(label, 0.0) > 0 for label in labels] for doc in docs]
    return Scores(labels, texts, np.array(truth, dtype=bool), np.array(predicted, dtype=float))
