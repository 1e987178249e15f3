"""The ways to train that the learning curve compares."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lab.comparison.methods.automatic import AutomaticPipeline
from lab.comparison.methods.base import Method
from lab.comparison.methods.pipelines import ConfiguredPipeline, TrainedPipeline
from lab.comparison.methods.tfidf import LogisticTfidf

LOGISTIC = "logistic regression, TF-IDF"
CONTINUED = "continued from the shipped pipeline"
SHIPPED = "shipped pipeline, new thresholds"


@dataclass(frozen=True)
class Entry:
    """A way to train.

    Attributes:
        name: name in the table.
        method: seed → method.
        sizes: numbers of train films on which this method alone is measured, besides those of all methods.
        seeded: whether the result depends on the seed, and not only on the films that are drawn.
        trained: whether the method learns from the train films; the others only get thresholds from the dev films.
    """

    name: str
    method: Callable[[int], Method]
    sizes: tuple[int, ...] = ()
    seeded: bool = True
    trained: bool = True


def make_entries(configs: Path, shipped: Path) -> tuple[Entry, ...]:
    """Return all entries, in the order of the table.

    Args:
        configs: folder of the training configs.
        shipped: folder of the shipped pipeline.
    """

    def configured(name: str) -> Callable[[int], Method]:
        return lambda seed: ConfiguredPipeline(configs / name, (("system.seed", seed),))

    return (
        Entry(LOGISTIC, lambda seed: LogisticTfidf(), sizes=(5_000,), seeded=False),
        Entry("from nothing", configured("genres.cfg")),
        Entry("from the shipped word vectors", configured("films_vectors.cfg")),
        Entry(SHIPPED, lambda seed: TrainedPipeline(shipped), seeded=False, trained=False),
        Entry(CONTINUED, configured("films.cfg")),
        Entry("best on dev, as `train` takes it", AutomaticPipeline),
    )
