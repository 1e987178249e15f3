"""How fast a classifier is and how much room it takes.

Seconds are the processor's, not the clock's: on one thread the two are the same on an idle machine, and only the former
are right on a busy one.
"""

import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from comparison.methods.base import Classifier

MOST, FEWEST = 1_000, 50
"""Films in the measurement of a batch, for a fast method and for a slow one."""

SECONDS = 15.0
"""What that measurement should take at most."""

WARM_UP, ONE_BY_ONE = 32, 50
"""Films before the measurement, and films that are classified one at a time."""


@dataclass(frozen=True)
class Cost:
    """What a classifier costs.

    Attributes:
        films_per_second: from raw texts to probabilities, all texts in one call, on one core.
        milliseconds: median time for one film by itself.
        megabytes: size on disk, 10^6 bytes.
    """

    films_per_second: float
    milliseconds: float
    megabytes: float


def measure_cost(classifier: Classifier, texts: Sequence[str]) -> Cost:
    """Measure `classifier` on real texts; call it inside `one_thread`."""
    warm_up = texts[:WARM_UP]
    classifier.predict_proba(warm_up)
    rate = len(warm_up) / _seconds(classifier, warm_up)
    batch = texts[: max(FEWEST, min(MOST, int(rate * SECONDS)))]
    films_per_second = len(batch) / _seconds(classifier, batch)
    single = [_seconds(classifier, [text]) for text in texts[:ONE_BY_ONE]]
    return Cost(films_per_second, 1000 * statistics.median(single), size_on_disk(classifier) / 1e6)


def size_on_disk(classifier: Classifier) -> int:
    """Bytes of all files that the classifier writes."""
    with tempfile.TemporaryDirectory() as folder:
        classifier.save(Path(folder))
        return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())


def _seconds(classifier: Classifier, texts: Sequence[str]) -> float:
    start = time.process_time()
    classifier.predict_proba(texts)
    return time.process_time() - start
