"""Measures the speed and the size of a classifier.

Times are CPU times. On one thread they equal wall-clock time on an idle machine, and they stay right on a busy one.
"""

import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.comparison.methods.base import Classifier

MOST, FEWEST = 1_000, 50
"""Largest and smallest number of films in the batch measurement, for fast and for slow methods."""

SECONDS = 15.0
"""Planned duration of the batch measurement."""

WARM_UP, ONE_BY_ONE = 32, 50
"""Films of the warm-up, and films that are classified one at a time."""


@dataclass(frozen=True)
class Cost:
    """Speed and size of a classifier.

    Attributes:
        films_per_second: throughput from texts to probabilities, all texts in one call, on one core.
        milliseconds: median time of a call with one film.
        megabytes: size on disk in 10^6 bytes.
    """

    films_per_second: float
    milliseconds: float
    megabytes: float


def measure_cost(classifier: Classifier, texts: Sequence[str]) -> Cost:
    """Measure `classifier` on real texts. Call this inside `one_thread`."""
    warm_up = texts[:WARM_UP]
    classifier.predict_proba(warm_up)
    rate = len(warm_up) / _seconds(classifier, warm_up)
    batch = texts[: max(FEWEST, min(MOST, int(rate * SECONDS)))]
    films_per_second = len(batch) / _seconds(classifier, batch)
    single = [_seconds(classifier, [text]) for text in texts[:ONE_BY_ONE]]
    return Cost(films_per_second, 1000 * statistics.median(single), size_on_disk(classifier) / 1e6)


def cpu_seconds() -> float:
    """Return the CPU time of this process, and of the processes that it has started and waited for."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def size_on_disk(classifier: Classifier) -> int:
    """Return the bytes of all files that the classifier saves."""
    with tempfile.TemporaryDirectory() as folder:
        classifier.save(Path(folder))
        return sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file())


def _seconds(classifier: Classifier, texts: Sequence[str]) -> float:
    start = time.process_time()
    classifier.predict_proba(texts)
    return time.process_time() - start
