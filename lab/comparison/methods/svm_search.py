"""A linear SVM on TF-IDF weights of words and of characters, with settings chosen on dev."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from lab.comparison.methods.base import LabelledTexts, Method, Probabilities
from lab.comparison.methods.tfidf import OneVsRest, TfidfClassifier
from training.evaluation.thresholds import micro_f1_at, one_threshold

Ngrams = tuple[int, int]
"""Shortest and longest n-gram."""


@dataclass(frozen=True)
class Features:
    """Features of a text.

    Attributes:
        words: lengths of word n-grams.
        characters: lengths of character n-grams inside words; None for none.
        min_df: number of films that an n-gram must occur in.
    """

    words: Ngrams
    characters: Ngrams | None
    min_df: int

    def vectorizer(self) -> FeatureUnion:
        """Return a new vectorizer. The words and the characters of a text are normalized apart."""
        settings = {"sublinear_tf": True, "min_df": self.min_df, "dtype": np.float32}
        parts = [("words", TfidfVectorizer(ngram_range=self.words, **settings))]
        if self.characters:
            characters = TfidfVectorizer(analyzer="char_wb", ngram_range=self.characters, **settings)
            parts.append(("characters", characters))
        return FeatureUnion(parts)


SEARCHED = tuple(
    Features(words, characters, min_df)
    for words in ((1, 1), (1, 2))
    for characters in (None, (3, 4), (2, 5))
    for min_df in (2, 5)
)
"""Features of the search."""


class OneVsRestSvm(OneVsRest):
    """One linear SVM for each label.

    Its margins become probabilities by Platt's sigmoid (Platt, 1999), which is fitted on dev.
    """

    def __init__(self, c: float, dev_features: Any, dev: LabelledTexts) -> None:
        super().__init__(LinearSVC(C=c, random_state=0))
        self._dev = dev_features, dev.flags

    def fit_column(self, column: int, features: Any, flags: NDArray[np.bool_]) -> Any:
        """Return the SVM of a label with its sigmoid, or the frequency of a label that dev does not tell apart."""
        dev_features, dev_flags = self._dev[0], self._dev[1][:, column]
        if len(set(dev_flags)) == 1:
            return float(flags.mean())
        machine = super().fit_column(column, features, flags)
        margins = machine.decision_function(dev_features)[:, None]
        return CalibratedSvm(machine, LogisticRegression(C=1e6).fit(margins, dev_flags))

    def __getstate__(self) -> dict[str, Any]:
        """Leave the dev films out of what is saved."""
        return self.__dict__ | {"_dev": None}


class CalibratedSvm(NamedTuple):
    """A linear SVM, and the sigmoid that turns its margins into probabilities."""

    machine: Any
    sigmoid: Any

    def predict_proba(self, features: Any) -> Probabilities:
        """Return probabilities in [0, 1] of shape (films, 2)."""
        probabilities: Probabilities = self.sigmoid.predict_proba(self.machine.decision_function(features)[:, None])
        return probabilities


@dataclass(frozen=True)
class SearchedSvm(Method):
    """A linear SVM whose features and penalty have the best micro-F1 on dev.

    Attributes:
        sample: number of train films on which the features are searched.
        penalties: values of C of the search. With all films, the best of them and the next smaller one are tried: the
            more films, the less weight each of them needs.
        searched: features of the search.
    """

    sample: int = 10_000
    penalties: tuple[float, ...] = (0.03, 0.1, 0.3)
    searched: tuple[Features, ...] = SEARCHED

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> TfidfClassifier:
        """Search on a sample of the films, then fit on all."""
        sample = train.sample(self.sample)
        settings = [
            (score, features, c)
            for features in self.searched
            for score, _, c in _candidates(features, self.penalties, sample, dev)
        ]
        _, features, c = max(settings, key=lambda setting: setting[0])
        smaller = [each for each in sorted(self.penalties) if each <= c][-2:]
        return max(_candidates(features, smaller, train, dev), key=lambda candidate: candidate[0])[1]


def _candidates(
    features: Features, penalties: Sequence[float], train: LabelledTexts, dev: LabelledTexts
) -> list[tuple[float, TfidfClassifier, float]]:
    """Return micro-F1 on dev at the best single threshold, the classifier, and C, for each C."""
    vectorizer = features.vectorizer()
    vectors, dev_vectors = vectorizer.fit_transform(train.texts).tocsr(), vectorizer.transform(dev.texts).tocsr()
    found = []
    for c in penalties:
        machines = OneVsRestSvm(c, dev_vectors, dev).fit(vectors, train)
        scores = dev.scored(machines.predict_proba(dev_vectors))
        found.append((micro_f1_at(scores, one_threshold(scores)), TfidfClassifier(vectorizer, machines), c))
    return found
