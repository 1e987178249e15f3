"""Cuts a base model's word vectors down to the words that the films use, so that the trained pipeline stays small."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import spacy
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
    frequency = Counter(token.text for doc in docs for token in doc)
    words = [word for word, _ in frequency.most_common() if vocab.has_vector(word)][:number]
    nlp = spacy.blank("en")
    data = np.array([vocab.get_vector(word) for word in words], dtype="f")
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=data, keys=words, name=base)
    nlp.to_disk(path)
    return len(words)
