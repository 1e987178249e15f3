"""The mean of word vectors, with one hidden layer."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import spacy
from spacy.language import Language
from spacy.util import get_package_path, is_package

from lab.comparison.methods.base import LabelledTexts, Method
from lab.comparison.methods.fixed_features import FeatureClassifier, fit_layer
from lab.errors import MethodUnavailable
from training.weights.hidden_layer import Features


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

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> FeatureClassifier:
        """Fit the hidden layer."""
        nlp = load_vectors(self.vectors)
        parameters = {"hidden_layer_sizes": self.hidden, "learning_rate_init": self.rate, "batch_size": self.batch}
        head = fit_layer(parameters, mean_vectors(nlp, train.texts), train, mean_vectors(nlp, dev.texts), dev)
        return FeatureClassifier(partial(mean_vectors, nlp), head, lambda folder: nlp.to_disk(folder / "vectors"))


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
