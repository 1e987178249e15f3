"""Fits what is between the features of posters and the probabilities of films, and the thresholds."""

from dataclasses import dataclass
from typing import Any

from training.evaluation.labelled_texts import Probabilities
from training.evaluation.metrics import decision_metrics, ranking_metrics
from training.evaluation.thresholds import threshold_by_genre
from training.poster_model.films import PosterFilms, PosterSplit
from training.poster_model.fusion import LateFusion
from training.weights.hidden_layer import Features, HiddenLayer

HIDDEN: dict[str, Any] = {"hidden_layer_sizes": (256,), "alpha": 3.0, "learning_rate_init": 2e-4, "batch_size": 128}
"""Settings of the hidden layer. `alpha` is the weight of the L2 penalty."""


def fit_hidden_layer(split: PosterSplit, train: Features, dev: Features) -> HiddenLayer:
    """Fit on the features of train, with early stopping on those of dev."""
    network = HiddenLayer(HIDDEN | {"batch_size": min(HIDDEN["batch_size"], len(train))})
    network.fit(train, split.train.films, dev, split.dev.films)
    return network


@dataclass(frozen=True)
class FittedFusion:
    """The fusion of text and poster.

    Attributes:
        fusion: the model.
        thresholds: genre → threshold, chosen on out-of-fold probabilities of dev.
    """

    fusion: LateFusion
    thresholds: dict[str, float]

    @classmethod
    def fit(cls, dev: PosterFilms, text: Probabilities, poster: Probabilities) -> "FittedFusion":
        """Fit on dev, given the probabilities of text and poster, of shape (films, labels)."""
        fusion = LateFusion()
        out_of_fold = fusion.fit([text, poster], dev.films.flags)
        return cls(fusion, threshold_by_genre(dev.films.scored(out_of_fold)))

    def measure(self, test: PosterFilms, text: Probabilities, poster: Probabilities) -> dict[str, float]:
        """Return the measures on test."""
        scores = test.films.scored(self.fusion.predict_proba([text, poster]))
        return {"films": len(test), **decision_metrics(scores, self.thresholds), **ranking_metrics(scores)}
