"""The ways to train that the learning curve compares."""

from pathlib import Path

from lab.comparison.entry import Entry
from lab.comparison.methods.automatic import AutomaticPipeline
from lab.comparison.methods.base import Method
from lab.comparison.methods.pipelines import ConfiguredPipeline, TrainedPipeline
from lab.comparison.methods.tfidf import LogisticTfidf

LOGISTIC = "logistic regression, TF-IDF"
NOTHING = "from nothing"
VECTORS = "from the shipped word vectors"
SHIPPED = "shipped pipeline, new thresholds"
CONTINUED = "continued from the shipped pipeline"
AUTOMATIC = "best on dev, as `train` takes it"

NAMES = (LOGISTIC, NOTHING, VECTORS, SHIPPED, CONTINUED, AUTOMATIC)
"""The ways in the order of the table."""


def make_entries(configs: Path, shipped: Path, seed: int) -> tuple[Entry, ...]:
    """Return all entries, in the order of `NAMES`.

    Args:
        configs: folder of the training configs.
        shipped: folder of the shipped pipeline.
        seed: seed of the trainings that have one.
    """

    def configured(name: str) -> Method:
        return ConfiguredPipeline(configs / name, (("system.seed", seed),))

    return (
        Entry(LOGISTIC, LogisticTfidf()),
        Entry(NOTHING, configured("genres.cfg")),
        Entry(VECTORS, configured("films_vectors.cfg")),
        Entry(SHIPPED, TrainedPipeline(shipped), loaded=True),
        Entry(CONTINUED, configured("films.cfg")),
        Entry(AUTOMATIC, AutomaticPipeline(seed)),
    )
