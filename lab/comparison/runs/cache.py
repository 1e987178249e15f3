"""Caches the predictions and the cost of each method."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from lab.comparison.methods.base import Method, Probabilities
from lab.comparison.runs.cost import Cost


@dataclass(frozen=True)
class Run:
    """The results of one method.

    Attributes:
        scores: part of the films that was classified (`dev`, `test`) → probabilities of shape (films, labels).
        seconds: CPU seconds of fitting on one thread; None for a loaded model.
        cost: speed and size.
        date: day on which the cost was measured, as `2026-01-31`.
        cached: whether the results come from the cache.
    """

    scores: dict[str, Probabilities]
    seconds: float | None
    cost: Cost
    date: str
    cached: bool = False


def cache_path(cache: Path, name: str, method: Method, data: Iterable[str]) -> Path:
    """Return the path of the cached run, without a suffix.

    The path depends on the method's parameters and `VERSION`, and on the content of its files and of the data. It does
    not depend on the source of modules: who changes the results of a method raises its `VERSION`.

    Raises:
        MethodUnavailable: a file is missing.
    """
    digest = hashlib.sha256("\0".join([repr(method), str(method.VERSION), *data]).encode())
    for file in (file for path in method.dependencies() for file in _files(path)):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return cache / f"{slug}-{digest.hexdigest()[:16]}"


def load_run(path: Path) -> Run | None:
    """Return the run that is cached at `path`; None if there is none."""
    arrays, numbers = path.with_suffix(".npz"), path.with_suffix(".json")
    if not arrays.is_file() or not numbers.is_file():
        return None
    saved = json.loads(numbers.read_text(encoding="utf-8"))
    with np.load(arrays) as scores:
        return Run(dict(scores), saved["seconds"], Cost(**saved["cost"]), saved["date"], cached=True)


def save_run(path: Path, run: Run) -> None:
    """Cache `run` at `path`. The JSON file is written last, so that an interrupted write is not read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = dict(run.scores)
    np.savez_compressed(path.with_suffix(".npz"), **arrays)
    numbers = {"seconds": run.seconds, "cost": asdict(run.cost), "date": run.date}
    path.with_suffix(".json").write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
