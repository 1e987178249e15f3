"""Pipelines whose label weights are a logistic regression, as tags.cfg fits them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import training.label_weights
from comparison.methods.pipelines import ConfiguredPipeline


@dataclass(frozen=True)
class FittedLabelWeights(ConfiguredPipeline):
    """A pipeline of a training config that names `movie_classifier.fit_label_weights.v1`."""

    def dependencies(self) -> Sequence[Path]:
        """Return what every configured pipeline depends on, and the module of the callback."""
        return (*super().dependencies(), Path(str(training.label_weights.__file__)))
