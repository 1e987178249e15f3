"""The methods that are compared. Each returns the probabilities of the dev and the test films."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from lab.comparison.methods.base import Method, Probabilities
from lab.comparison.methods.frequency import MostFrequent
from lab.comparison.methods.pipelines import TrainedPipeline
from lab.comparison.methods.tfidf import OneVsRest
from lab.comparison.posters.pictures import colour_histogram
from training.evaluation.metrics import pair_log_loss
from training.poster_model.features import Array, cached, map_posters, network_features
from training.poster_model.films import PosterFilms, PosterSplit
from training.poster_model.fitting import fit_hidden_layer
from training.poster_model.fusion import LateFusion

COLOURS_VERSION, FINE_TUNING_VERSION = "1", "1"
"""Raise one when a change of the code changes the colour histograms, or what fine-tuning predicts: cached results of an
earlier version are not read."""

PENALTIES = (1.0, 10.0, 100.0)
"""Candidates for the inverse strength of the penalty on colours."""


@dataclass(frozen=True)
class Predicted:
    """Probabilities of a method.

    Attributes:
        dev: probabilities on which thresholds are chosen, of shape (films, labels).
        test: probabilities on which the method is measured.
        seconds: CPU seconds of fitting, without features that are cached; None if nothing is fitted.
    """

    dev: Probabilities
    test: Probabilities
    seconds: float | None


@dataclass(frozen=True)
class Posters:
    """The films, with features of their posters that are computed once and cached.

    Attributes:
        split: the films.
        network: name of the image network.
        cache: folder of the cache.
    """

    split: PosterSplit
    network: str
    cache: Path

    def colours(self) -> list[Array]:
        """Return the colour histograms of train, dev and test."""
        return self.of_pictures(colour_histogram, "colours", COLOURS_VERSION)

    def of_pictures(self, compute: Callable[[bytes], Any], name: str, *version: str) -> list[Array]:
        """Return what `compute` returns for each poster of train, dev and test. `name` is that of the cached files."""

        def batch(posters: Sequence[bytes]) -> Array:
            return np.array([compute(poster) for poster in posters])

        return [
            cached(self.cache, name, [part.hash, *version], partial(map_posters, batch, part.posters, name))
            for part in self.parts
        ]

    def features(self) -> list[Array]:
        """Return the network's features of train, dev and test."""
        from training.poster_model.network import export_network

        return network_features(export_network(self.network, self.cache / "network.onnx"), self.parts, self.cache)

    def trunk(self) -> list[Array]:
        """Return the output of the network's fixed stages of train, dev and test. It is too large to be cached."""
        from lab.comparison.posters.network import trunk
        from training.poster_model.network import load_network

        network = load_network(self.network)
        return [map_posters(partial(trunk, network), part.posters, "trunk") for part in self.parts]

    @property
    def parts(self) -> tuple[PosterFilms, PosterFilms, PosterFilms]:
        """Train, dev and test."""
        return self.split.train, self.split.dev, self.split.test

    def key(self) -> list[str]:
        """Return what cached results depend on: films and network."""
        return [*(part.hash for part in self.parts), self.network]


def most_frequent(films: Posters) -> Predicted:
    """Predict the frequency of each genre."""
    return _texts(films, MostFrequent())


def text_pipeline(films: Posters, pipeline: Path) -> Predicted:
    """The shipped pipeline on title and description, as it is served."""
    return _texts(films, TrainedPipeline(pipeline))


def _texts(films: Posters, method: Method) -> Predicted:
    dev, test = films.split.dev.films, films.split.test.films
    classifier = method.fit(films.split.train.films, dev)
    return Predicted(classifier.predict_proba(dev.texts), classifier.predict_proba(test.texts), None)


def colour_histogram_regression(films: Posters) -> Predicted:
    """Logistic regression for each genre, on colour histograms. The penalty is the one with the lowest loss on dev."""
    # The square root evens out shares, as in the Hellinger kernel.
    train, dev, test = (np.sqrt(part) for part in films.colours())
    start = time.process_time()
    candidates = [
        OneVsRest(LogisticRegression(C=penalty, max_iter=500)).fit(train, films.split.train.films)
        for penalty in PENALTIES
    ]
    flags = films.split.dev.films.flags
    best = min(candidates, key=lambda candidate: pair_log_loss(candidate.predict_proba(dev), flags))
    return Predicted(best.predict_proba(dev), best.predict_proba(test), time.process_time() - start)


def frozen_features(films: Posters) -> Predicted:
    """A hidden layer on the features of the image network: the method of the document, with another network."""
    train, dev, test = films.features()
    start = time.process_time()
    network = fit_hidden_layer(films.split, train, dev)
    return Predicted(network.predict_proba(dev), network.predict_proba(test), time.process_time() - start)


def fine_tuned(films: Posters) -> Predicted:
    """The image network with its last stage fine-tuned."""
    from lab.comparison.posters.fine_tuning import FineTuning

    settings = FineTuning(films.network)

    def compute() -> Array:
        start = time.process_time()
        train, dev, test = films.trunk()
        split = films.split
        network = settings.fit(train, split.train.films.truth, dev, split.dev.films.truth)
        probabilities = np.concatenate([network.predict_proba(dev), network.predict_proba(test)])
        seconds = np.full((1, probabilities.shape[1]), time.process_time() - start)
        return np.concatenate([probabilities, seconds])

    key = [repr(settings), FINE_TUNING_VERSION, *films.key()]
    result = cached(films.cache, f"fine-tuned-{films.network}", key, compute)
    dev = len(films.split.dev)
    return Predicted(result[:dev], result[dev:-1], float(result[-1, 0]))


def fuse(films: Posters, *sources: Predicted) -> Predicted:
    """Late fusion, fitted on dev. Its probabilities of dev are out of fold."""
    start = time.process_time()
    fusion = LateFusion()
    dev = fusion.fit([source.dev for source in sources], films.split.dev.films.flags)
    test = fusion.predict_proba([source.test for source in sources])
    return Predicted(dev, test, time.process_time() - start)
