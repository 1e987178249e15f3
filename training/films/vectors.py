"""Word vectors of the words that the films use: a base model's, or those that a teacher gives."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.vectors import Vectors

from training.errors import BaseModelMissing

MAX_VECTORS = 15_000
"""Words that keep a vector, the most frequent ones: 18 MB at 300 dimensions."""


def write_vectors(base: str, docs: Iterable[Doc], path: Path, number: int = MAX_VECTORS) -> int:
    """Write a pipeline folder to `path` that has the vectors of `base` for the most frequent words of `docs`.

    Args:
        base: an installed pipeline with word vectors, or the folder of one.
        docs: the films to train on.
        number: how many words to keep at most.

    Returns the number of words that were kept: those that `base` has no vector for do not count.

    Raises:
        BaseModelMissing: `base` is not installed, or has no vectors.
    """
    try:
        vocab = spacy.load(base, exclude=["tagger", "parser", "ner", "lemmatizer", "attribute_ruler", "senter"]).vocab
    except OSError as error:
        raise BaseModelMissing(base) from error
    if not vocab.vectors.size:
        raise BaseModelMissing(base)
    words = [word for word in by_frequency(docs) if vocab.has_vector(word)][:number]
    save_vectors(words, np.array([vocab.get_vector(word) for word in words], np.float32), base, path)
    return len(words)


def by_frequency(docs: Iterable[Doc]) -> list[str]:
    """The words of `docs`, the most frequent one first."""
    frequency = Counter(token.text for doc in docs for token in doc if not token.is_space)
    return [word for word, _ in frequency.most_common()]


def save_vectors(words: Sequence[str], data: NDArray[np.float32], name: str, path: Path) -> None:
    """Write a pipeline folder to `path` that has a vector for each of `words`: `data`, of shape (words, dimensions)."""
    nlp = spacy.blank("en")
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=data, keys=words, name=name)
    nlp.to_disk(path)
