"""The mean of word vectors, with one hidden layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np
import spacy
from spacy.language import Language
from spacy.util import get_package_path, is_package

from lab.comparison.methods.base import LabelledTexts, Method, Probabilities
from lab.errors import MethodUnavailable
from training.weights.hidden_layer import Features, HiddenLayer


class WordVectorClassifier:
    """A pipeline's vectors and a hidden layer."""

    def __init__(self, nlp: Language, head: HiddenLayer) -> None:
        self._nlp = nlp
        self._head = head

    def predict_proba(self, texts: Sequence[str]) -> Probabilities:
        """Return probabilities in [0, 1] of shape (texts, labels)."""
        return self._head.predict_proba(mean_vectors(self._nlp, texts))

    def save(self, folder: Path) -> None:
        """Save the vocabulary with its vectors, and the layer."""
        self._nlp.to_disk(folder / "vectors")
        joblib.dump(self._head, folder / "head.joblib")


@dataclass(frozen=True)
class MeanOfVectors(Method):
    """Fixed vectors, as many hidden units as these have dimensions in the tutorial.

    Attributes:
        vectors: an installed spaCy pipeline that has vectors, or the folder of one; None for none.
        hidden: units of the hidden layer.
        rate: learning rate of Adam.
        batch: films in a batch.
    """

    vectors: str | None
    hidden: int = 300
    rate: float = 1e-3
    batch: int = 500

    def dependencies(self) -> Sequence[Path]:
        """Return the pipeline's `meta.json`, which has its name and version."""
        return (vectors_meta(self.vectors),)

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> WordVectorClassifier:
        """Fit the hidden layer."""
        nlp = load_vectors(self.vectors)
        parameters = {"hidden_layer_sizes": self.hidden, "learning_rate_init": self.rate}
        head = HiddenLayer(parameters | {"batch_size": min(self.batch, len(train))})
        head.fit(mean_vectors(nlp, train.texts), train, mean_vectors(nlp, dev.texts), dev)
        return WordVectorClassifier(nlp, head)


def mean_vectors(nlp: Language, texts: Sequence[str]) -> Features:
    """Return means over words with a vector, without stop words, of shape (texts, dimensions)."""
    means = np.zeros((len(texts), nlp.vocab.vectors_length), np.float32)
    for row, text in zip(means, texts, strict=True):
        vectors = [token.vector for token in nlp.make_doc(text) if token.has_vector and not token.is_stop]
        if vectors:
            row[:] = np.array(vectors).mean(axis=0)
    return means


def load_vectors(vectors: str | None) -> Language:
    """A pipeline without components that has the vocabulary and the vectors of `vectors`.

    Raises:
        MethodUnavailable: there are no such vectors.
    """
    vectors_meta(vectors)
    nlp = spacy.load(str(vectors), exclude=["tagger", "parser", "ner", "lemmatizer", "attribute_ruler", "senter"])
    for name in nlp.component_names:
        nlp.remove_pipe(name)
    if not nlp.vocab.vectors.size:
        raise MethodUnavailable(f"the pipeline {vectors} has no word vectors")
    return nlp


def vectors_meta(vectors: str | None) -> Path:
    """The `meta.json` of the pipeline `vectors`.

    Raises:
        MethodUnavailable: it is not installed, nor the folder of one.
    """
    if vectors is None:
        raise MethodUnavailable("needs word vectors: name a spaCy pipeline that has some")
    folder = get_package_path(vectors) if is_package(vectors) else Path(vectors)
    meta = folder / "meta.json"
    if not meta.is_file():
        raise MethodUnavailable(f"needs the word vectors {vectors}, which are not installed")
    return meta
