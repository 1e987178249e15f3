"""Word vectors from teachers: their embeddings of single words, reduced to few dimensions.

Rare words of the films get their meaning from the texts that the encoder was pretrained on (static distillation, as in
Model2Vec: Tulkens and van Dongen, 2024).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lab.teacher.encoder import BatchTokenizer, Teacher

WORDS = 40_000
"""Number of words with a vector. The most frequent words are taken."""

WIDTH = 64
"""Dimensions of a vector."""


def embed_words(teacher: Teacher, tokenizer: BatchTokenizer, words: Sequence[str]) -> NDArray[np.float32]:
    """Return the teacher's embedding of each word, of shape (words, width of the encoder)."""
    return teacher.embed(tokenizer, tokenizer.tokenize(words))


def reduce_width(embeddings: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """Return the first `width` principal components of `embeddings`, of shape (words, at most `width`).

    Each component is scaled by the square root of its singular value, so that the first ones do not dominate. Then all
    are scaled to a standard deviation of 0.5.
    """
    left, singular_values, _ = np.linalg.svd(embeddings - embeddings.mean(0), full_matrices=False)
    components = (left * np.sqrt(singular_values))[:, :width]
    return np.asarray(components * (0.5 / components.std()), np.float32)
