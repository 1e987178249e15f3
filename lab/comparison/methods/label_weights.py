"""Pipelines whose label weights are a logistic regression, as tags.cfg fits them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.comparison.methods.pipelines import ConfiguredPipeline
from training.weights import ensemble
from training.weights import label_weights as callback


@dataclass(frozen=True)
class FittedLabelWeights(ConfiguredPipeline):
    """A pipeline of a training config that names `movie_classifier.fit_label_weights.v1`."""

    def dependencies(self) -> Sequence[Path]:
        """Return what every configured pipeline depends on, and the modules that fit the weights."""
        return (*super().dependencies(), Path(callback.__file__), Path(ensemble.__file__))
