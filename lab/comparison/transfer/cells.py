"""One cell of the learning curve: a method, fitted on films that are drawn from a list."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lab.comparison.methods.base import LabelledTexts, Method, Probabilities
from lab.comparison.runs.cache import cache_path
from lab.comparison.runs.thread_limit import one_thread
from lab.comparison.split import Split


@dataclass(frozen=True)
class Predictions:
    """The result of a cell.

    Attributes:
        dev, test: probabilities of the dev and test films, of shape (films, labels).
        old: probabilities of the films on which forgetting is measured; None without such films.
        seconds: CPU seconds of training on one thread.
    """

    dev: Probabilities
    test: Probabilities
    old: Probabilities | None
    seconds: float


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
    return Predictions(dev, test, of_old, seconds)


def cell_path(cache: Path, name: str, method: Method, films: Split, old: LabelledTexts | None) -> Path:
    """Return the path of the cached cell, without a suffix. It depends on all that the result depends on.

    Raises:
        MethodUnavailable: a model is missing.
    """
    parts: Sequence[LabelledTexts] = (films.train, films.dev, films.test, *([old] if old else []))
    return cache_path(cache, name, method, [part.hash for part in parts])


def load_cell(path: Path) -> Predictions | None:
    """Return the cell that is cached at `path`; None if there is none."""
    arrays, numbers = path.with_suffix(".npz"), path.with_suffix(".json")
    if not arrays.is_file() or not numbers.is_file():
        return None
    seconds = json.loads(numbers.read_text(encoding="utf-8"))["seconds"]
    with np.load(arrays) as saved:
        return Predictions(saved["dev"], saved["test"], saved.get("old"), seconds)


def save_cell(path: Path, cell: Predictions) -> None:
    """Cache `cell` at `path`. The JSON file is written last, so that an interrupted write is not read as a cell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = {"dev": cell.dev, "test": cell.test} | ({} if cell.old is None else {"old": cell.old})
    np.savez_compressed(path.with_suffix(".npz"), **arrays)
    path.with_suffix(".json").write_text(json.dumps({"seconds": cell.seconds}) + "\n", encoding="utf-8")
