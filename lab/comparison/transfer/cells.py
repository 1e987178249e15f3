"""One cell of the learning curve: a method, fitted on films that are drawn from a list."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.comparison.methods.base import LabelledTexts, Method, Probabilities
from lab.comparison.runs.cache import cache_path, load, save
from lab.comparison.runs.thread_limit import one_thread
from lab.comparison.split import Split


@dataclass(frozen=True)
class Predictions:
    """The result of a cell.

    Attributes:
        dev, test: probabilities of the dev and test films, of shape (films, labels).
        seconds: CPU seconds of training on one thread.
        old: probabilities of the films on which forgetting is measured; None without such films.
    """

    dev: Probabilities
    test: Probabilities
    seconds: float
    old: Probabilities | None = None


def run_cell(method: Method, films: Split, old: LabelledTexts | None) -> Predictions:
    """Fit `method` on the train and dev films, and classify the dev films, the test films and the `old` films.

    Raises:
        MethodUnavailable: a model is missing.
    """
    with one_thread():
        start = time.process_time()
        classifier = method.fit(films.train, films.dev)
        seconds = time.process_time() - start
        dev, test, of_old = (
            None if texts is None else classifier.predict_proba(texts)
            for texts in (films.dev.texts, films.test.texts, old.texts if old else None)
        )
    assert dev is not None and test is not None
    return Predictions(dev, test, seconds, of_old)


def cell_path(cache: Path, name: str, method: Method, films: Split, old: LabelledTexts | None) -> Path:
    """Return the path of the cached cell, without a suffix. It depends on all that the result depends on.

    Raises:
        MethodUnavailable: a model is missing.
    """
    parts: Sequence[LabelledTexts] = (films.train, films.dev, films.test, *([old] if old else []))
    return cache_path(cache, name, method, [part.hash for part in parts])


def load_cell(path: Path) -> Predictions | None:
    """Return the cell that is cached at `path`; None if there is none."""
    found = load(path)
    if found is None:
        return None
    arrays, numbers = found
    return Predictions(arrays["dev"], arrays["test"], numbers["seconds"], arrays.get("old"))


def save_cell(path: Path, cell: Predictions) -> None:
    """Cache `cell` at `path`."""
    arrays = {"dev": cell.dev, "test": cell.test} | ({} if cell.old is None else {"old": cell.old})
    save(path, arrays, {"seconds": cell.seconds})
