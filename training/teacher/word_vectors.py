"""Word vectors from teachers: what each makes of a word by itself, in few dimensions.

A word that the films have too seldom to be learnt gets its meaning from the text that the encoder was pretrained on
(static distillation, as in Model2Vec: Tulkens and van Dongen, 2024).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.teacher.encoder import FilmTokenizer, Teacher

WORDS = 40_000
"""Words that get a vector, the most frequent ones."""

WIDTH = 64
"""Dimensions of a vector."""


def embed_words(teacher: Teacher, tokenizer: FilmTokenizer, words: Sequence[str]) -> NDArray[np.float32]:
    """What `teacher` makes of each word, of shape (words, width of the encoder)."""
    return teacher.embed(tokenizer, tokenizer.tokenize(words))


def reduce_width(embeddings: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """The first `width` principal components of `embeddings`, of shape (words, width), or all where there are fewer.

    The square root of each component's singular value stays, so that the first ones do not drown the others; then all
    are scaled to a standard deviation of 0.5.
    """
    left, singular_values, _ = np.linalg.svd(embeddings - embeddings.mean(0), full_matrices=False)
    components = (left * np.sqrt(singular_values))[:, :width]
    return np.asarray(components * (0.5 / components.std()), np.float32)
