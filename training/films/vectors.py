"""Word vectors of the films' words, from a base model or from a teacher."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.vectors import Vectors

from training.errors import BaseModelMissing
from training.start import load_start

MAX_VECTORS = 15_000
"""Largest number of words with a vector: 18 MB at 300 dimensions. The most frequent words are kept."""


def write_vectors(base: str, docs: Iterable[Doc], path: Path, number: int = MAX_VECTORS) -> int:
    """Write a pipeline with the vectors of `base` for the most frequent words of `docs` to the folder `path`.

    Args:
        base: installed pipeline with word vectors, or the folder of one.
        docs: training films.
        number: largest number of words.

    Returns:
        Number of words with a vector.

    Raises:
        BaseModelMissing: `base` is not installed, or has no vectors.
    """
    vocab = load_start(base, exclude=("tagger", "parser", "ner", "lemmatizer", "attribute_ruler", "senter")).vocab
    if not vocab.vectors.size:
        raise BaseModelMissing(base)
    words = [word for word in by_frequency(docs) if vocab.has_vector(word)][:number]
    save_vectors(words, np.array([vocab.get_vector(word) for word in words], np.float32), base, path)
    return len(words)


def by_frequency(docs: Iterable[Doc]) -> list[str]:
    """Return the words of `docs`, the most frequent first."""
    frequency = Counter(token.text for doc in docs for token in doc if not token.is_space)
    return [word for word, _ in frequency.most_common()]


def save_vectors(words: Sequence[str], data: NDArray[np.float32], name: str, path: Path) -> None:
    """Write a pipeline with the vectors `data`, of shape (words, dimensions), to the folder `path`."""
    nlp = spacy.blank("en")
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=data, keys=words, name=name)
    nlp.to_disk(path)
