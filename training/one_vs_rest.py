"""One binary classifier a genre, where not every film's source can tell every genre."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

LEAST = 3
"""Films with a genre, and without it, that there must be to fit; with fewer the genre gets its frequency."""


class OneVsRest:
    """One copy of `binary` a genre, each fitted on the films whose source can tell that genre.

    scikit-learn's own OneVsRestClassifier needs a truth without gaps; extra films do not tell of `Foreign`.
    """

    def __init__(self, binary: Any) -> None:
        self._binary = binary
        self._fitted: list[Any] = []

    def fit(self, features: Any, truth: NDArray[np.floating]) -> "OneVsRest":
        """Fit on sparse `features` of shape (films, terms); `truth` of shape (films, labels) is 0, 1 or NaN."""
        for column in truth.T:
            known = ~np.isnan(column)
            flags = column[known] > 0
            if min(flags.sum(), (~flags).sum()) < LEAST:
                self._fitted.append(float(flags.mean()))
            else:
                self._fitted.append(clone(self._binary).fit(features[known], flags))
        return self

    def predict_proba(self, features: Any) -> NDArray[np.float64]:
        """Probabilities in [0, 1] of shape (films, labels)."""
        columns = [
            np.full(features.shape[0], fitted) if isinstance(fitted, float) else fitted.predict_proba(features)[:, 1]
            for fitted in self._fitted
        ]
        return np.stack(columns, axis=1).astype(np.float64)
