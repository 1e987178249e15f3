"""Methods on sparse vectors of TF-IDF weights, from scikit-learn."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import FeatureUnion
from sklearn.svm import LinearSVC

from lab.comparison.methods.base import LabelledTexts, Method, Probabilities

FOLDS = 3
"""Folds of the calibration. A genre with fewer films, or fewer without it, gets its frequency as its probability."""


@dataclass(frozen=True)
class TfidfClassifier:
    """A vectorizer with one binary classifier per genre (one-vs-rest), or with one forest for all genres."""

    vectorizer: TfidfVectorizer | FeatureUnion
    columns: "OneVsRest | Forest"

    def predict_proba(self, texts: Sequence[str]) -> Probabilities:
        """Return probabilities in [0, 1] of shape (texts, labels)."""
        return self.columns.predict_proba(self.vectorizer.transform(texts))

    def save(self, folder: Path) -> None:
        """Save both as one file."""
        joblib.dump((self.vectorizer, self.columns), folder / "tfidf.joblib")


class OneVsRest:
    """One binary classifier per genre, each fitted on the films whose source has the genre.

    scikit-learn's own OneVsRestClassifier needs a truth without gaps; extra films do not tell of `Foreign`.
    """

    def __init__(self, binary: Any) -> None:
        self._binary = binary
        self._fitted: list[Any] = []

    def fit(self, features: Any, films: LabelledTexts) -> "OneVsRest":
        """Fit on `features` of shape (films, terms)."""
        for column, truth in enumerate(films.truth.T):
            known = ~np.isnan(truth)
            flags = truth[known] > 0
            if min(flags.sum(), (~flags).sum()) < FOLDS:
                self._fitted.append(float(flags.mean()))
            else:
                self._fitted.append(self.fit_column(column, features if known.all() else features[known], flags))
        return self

    def fit_column(self, column: int, features: Any, flags: NDArray[np.bool_]) -> Any:
        """Return a classifier of one genre, or its frequency."""
        return clone(self._binary).fit(features, flags)

    def predict_proba(self, features: Any) -> Probabilities:
        """Return probabilities in [0, 1] of shape (films, labels)."""
        columns = [
            np.full(features.shape[0], fitted) if isinstance(fitted, float) else fitted.predict_proba(features)[:, 1]
            for fitted in self._fitted
        ]
        return np.stack(columns, axis=1).astype(np.float64)


@dataclass(frozen=True)
class Forest:
    """A random forest whose leaves predict all genres."""

    forest: RandomForestClassifier

    def fit(self, features: Any, films: LabelledTexts) -> "Forest":
        """Fit on sparse `features`. A genre that a film's source does not have counts as absent."""
        self.forest.fit(features, films.flags)
        return self

    def predict_proba(self, features: Any) -> Probabilities:
        """Return probabilities in [0, 1] of shape (films, labels)."""
        columns = [
            column[:, list(classes).index(True)] if True in classes else np.zeros(len(column))
            for column, classes in zip(self.forest.predict_proba(features), self.forest.classes_, strict=True)
        ]
        return np.stack(columns, axis=1).astype(np.float64)


@dataclass(frozen=True)
class NaiveBayes(Method):
    """Multinomial naive Bayes, one-vs-rest."""

    alpha: float = 0.1
    min_df: int = 3

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> TfidfClassifier:
        """Fit on single words."""
        vectorizer = TfidfVectorizer(min_df=self.min_df)
        features = vectorizer.fit_transform(train.texts)
        return TfidfClassifier(vectorizer, OneVsRest(MultinomialNB(alpha=self.alpha)).fit(features, train))


@dataclass(frozen=True)
class LinearSvm(Method):
    """A linear support vector machine, one-vs-rest; probabilities by Platt's sigmoid (Platt, 1999)."""

    c: float = 0.1
    min_df: int = 3

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> TfidfClassifier:
        """Fit on single words and pairs; the sigmoid is fitted on predictions across `FOLDS` folds of train."""
        vectorizer = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=self.min_df)
        features = vectorizer.fit_transform(train.texts)
        svm = LinearSVC(C=self.c, random_state=0)
        binary = CalibratedClassifierCV(svm, method="sigmoid", cv=FOLDS, ensemble=False)
        return TfidfClassifier(vectorizer, OneVsRest(binary).fit(features, train))


@dataclass(frozen=True)
class RandomForest(Method):
    """A random forest (Breiman, 2001) on the most frequent words."""

    words: int = 5_000
    trees: int = 100
    leaf: int = 5

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> TfidfClassifier:
        """Fit on single words without English stop words."""
        vectorizer = TfidfVectorizer(max_features=self.words, stop_words="english")
        features = vectorizer.fit_transform(train.texts)
        forest = RandomForestClassifier(self.trees, min_samples_leaf=self.leaf, n_jobs=1, random_state=0)
        return TfidfClassifier(vectorizer, Forest(forest).fit(features, train))


@dataclass(frozen=True)
class LogisticTfidf(Method):
    """Logistic regression, one-vs-rest.

    Attributes:
        c: inverse weight of the L2 penalty.
        min_df: number of films that an n-gram must occur in.
        ngrams: length of the longest n-gram, in words.
        balanced: whether the films with a label weigh as much as those without it. Its probabilities are too high.
    """

    c: float = 4.0
    min_df: int = 3
    ngrams: int = 2
    balanced: bool = False

    def fit(self, train: LabelledTexts, dev: LabelledTexts) -> TfidfClassifier:
        """Fit on n-grams of words."""
        vectorizer = TfidfVectorizer(
            ngram_range=(1, self.ngrams), sublinear_tf=True, min_df=self.min_df, dtype=np.float32
        )
        features = vectorizer.fit_transform(train.texts)
        # liblinear is faster, but regularizes the intercepts, and so moves the genre frequencies towards one half.
        weights = "balanced" if self.balanced else None
        binary = LogisticRegression(C=self.c, solver="lbfgs", max_iter=200, class_weight=weights)
        return TfidfClassifier(vectorizer, OneVsRest(binary).fit(features, train))
