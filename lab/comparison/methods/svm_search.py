"""A linear SVM on TF-IDF weights of words and of characters, with settings chosen on dev."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from lab.comparison.methods.base import LabelledTexts, Method, Probabilities
from training.evaluation.thresholds import micro_f1_at, one_threshold

MIN_FILMS = 3
"""Films that a label needs, with and without it. A label with fewer gets its frequency as its probability."""

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


class OneVsRestSvm:
    """One linear SVM for each label, each fitted on the films whose source has the label.

    Its margins become probabilities by Platt's sigmoid (Platt, 1999), which is fitted on dev.
    """

    def __init__(self, c: float) -> None:
        self._c = c
        self._machines: list[Any] = []
        self._sigmoids: list[Any] = []

    def fit(self, features: Any, films: LabelledTexts, dev_features: Any, dev: LabelledTexts) -> "OneVsRestSvm":
        """Fit on sparse `features` of shape (films, n-grams)."""
        for truth, dev_flags in zip(films.truth.T, dev.flags.T, strict=True):
            known = ~np.isnan(truth)
            flags = truth[known] > 0
            if min(flags.sum(), (~flags).sum()) < MIN_FILMS or len(set(dev_flags)) == 1:
                self._machines.append(float(flags.mean()))
                self._sigmoids.append(None)
                continue
            machine = LinearSVC(C=self._c, random_state=0).fit(features if known.all() else features[known], flags)
            margins = machine.decision_function(dev_features)[:, None]
            self._machines.append(machine)
            self._sigmoids.append(LogisticRegression(C=1e6).fit(margins, dev_flags))
        return self

    def predict_proba(self, features: Any) -> Probabilities:
        """Return probabilities in [0, 1] of shape (films, labels)."""
        columns = [
            np.full(features.shape[0], machine)
            if sigmoid is None
            else sigmoid.predict_proba(machine.decision_function(features)[:, None])[:, 1]
            for machine, sigmoid in zip(self._machines, self._sigmoids, strict=True)
        ]
        return np.stack(columns, axis=1).astype(np.float64)


class SvmClassifier:
    """A vectorizer and its SVMs."""

    def __init__(self, vectorizer: FeatureUnion, machines: OneVsRestSvm) -> None:
        self._vectorizer = vectorizer
        self._machines = machines

    def predict_proba(self, texts: Sequence[str]) -> Probabilities:
        """Return probabilities in [0, 1] of shape (texts, labels)."""
        return self._machines.predict_proba(self._vectorizer.transform(texts))

    def save(self, folder: Path) -> None:
        """Save both as one file."""
        joblib.dump((self._vectorizer, self._machines), folder / "svm.joblib")


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

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> SvmClassifier:
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
) -> list[tuple[float, SvmClassifier, float]]:
    """Return micro-F1 on dev at the best single threshold, the classifier, and C, for each C."""
    vectorizer = features.vectorizer()
    vectors, dev_vectors = vectorizer.fit_transform(train.texts).tocsr(), vectorizer.transform(dev.texts).tocsr()
    found = []
    for c in penalties:
        machines = OneVsRestSvm(c).fit(vectors, train, dev_vectors, dev)
        scores = dev.scored(machines.predict_proba(dev_vectors))
        found.append((micro_f1_at(scores, one_threshold(scores)), SvmClassifier(vectorizer, machines), c))
    return found
