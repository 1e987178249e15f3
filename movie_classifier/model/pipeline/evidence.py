"""Measures what a text offers to the model: how many words it knows, and how unlike the training texts they are.

The outlier score of a text is linear in the mean of its words' features, so it needs one number for each word.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.vectors import Vectors

from movie_classifier.model.confidence import Evidence, Limits
from movie_classifier.model.pipeline.word_rows import GrowingTable, WordRows

META_KEY = "confidence"
"""Where `meta.json` has the limits and the weights of the outlier score."""


def is_word(text: str) -> bool:
    """Return whether a token is a word, and not punctuation or white space."""
    return any(map(str.isalnum, text))


def word_features(vectors: Vectors) -> NDArray[np.float32]:
    """Return the features of each vector's word, and of an unknown word in the last row.

    The shape is (vectors + 1, width + 2): the vector (0 for the unknown word), whether the word is unknown, and the
    logarithm of the vector's number. Vectors that `training` writes are in order of frequency.
    """
    number, width = vectors.shape
    features = np.zeros((number + 1, width + 2), np.float32)
    features[:number, :width] = vectors.data
    features[number, width] = 1
    features[:number, width + 1] = np.log(np.arange(1, number + 1))
    features[number, width + 1] = np.log(2 * number)
    return features


def vector_row(vectors: Vectors, text: str) -> int:
    """Return the row of the vector of a word in any case; -1 if it has none."""
    return int(vectors.key2row.get(get_string_id(text.lower()), -1))


class EvidenceTable:
    """Measures the evidence in documents.

    Args:
        vectors: word vectors of the pipeline.
        weights: weight of each column of `word_features`.
        bias: constant part of the outlier score.
        words: the rows of the words.
    """

    def __init__(self, vectors: Vectors, weights: Sequence[float], bias: float, words: WordRows) -> None:
        self._vectors = vectors
        self._scores = word_features(vectors) @ np.asarray(weights, np.float32)
        self._bias = bias
        self._words = words
        self._table = GrowingTable(width=3)

    def clear(self) -> None:
        """Clear the values by word. Clear `words` too."""
        self._table.clear()

    def knows(self, word: str) -> bool:
        """Return whether a word has a vector."""
        return vector_row(self._vectors, word) >= 0

    def measure(self, docs: Sequence[Doc]) -> list[Evidence]:
        """Return the evidence in each document. All documents have the same vocabulary."""
        rows = self._words.find(docs)
        if new := self._words.words[self._table.size :]:
            strings = docs[0].vocab.strings
            self._table.append(np.array([self._values(strings[word]) for word in new], np.float32))
        filled = [len(doc) for doc in docs if len(doc)]
        sums = iter(np.add.reduceat(self._table[rows], [0, *accumulate(filled[:-1])]).tolist() if filled else [])
        return [self._evidence(*next(sums)) if len(doc) else self._evidence(0, 0, 0) for doc in docs]

    def _evidence(self, words: float, known: float, score: float) -> Evidence:
        return Evidence(int(words), int(known), self._bias + score / (words or 1))

    def _values(self, text: str) -> tuple[float, float, float]:
        """Return what a token adds to the number of words, to that of known words, and to the outlier score."""
        if not is_word(text):
            return 0, 0, 0
        row = vector_row(self._vectors, text)
        return 1, float(row >= 0), float(self._scores[row])  # row -1 is the last one: the unknown word


def read_limits(meta: Mapping[str, Any]) -> Limits | None:
    """Return the limits in a pipeline's `meta`; None if it has not been evaluated, or has no vectors."""
    found = meta.get(META_KEY)
    return Limits(found["min_known_share"], found["max_outlier_score"]) if found else None


def make_evidence_table(meta: Mapping[str, Any], vectors: Vectors, words: WordRows) -> EvidenceTable | None:
    """Return the table of a pipeline with limits, or None if `meta` has none."""
    found = meta.get(META_KEY)
    return EvidenceTable(vectors, found["weights"], found["bias"], words) if found else None
