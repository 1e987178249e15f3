"""Keeps what a row took long to find out: its probabilities, and what it costs."""

import hashlib
import inspect
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from comparison.cost import Cost
from comparison.methods.base import Method, Probabilities


@dataclass(frozen=True)
class Run:
    """What fitting and asking a method gave.

    Attributes:
        dev, test: its probabilities, of shape (films, labels).
        seconds: to fit on one thread; None where the model was there already.
        cost: speed and size.
        cached: whether this was read from the cache.
    """

    dev: Probabilities
    test: Probabilities
    seconds: float | None
    cost: Cost
    cached: bool = False


def cache_path(cache: Path, name: str, method: Method, data: Iterable[str]) -> Path:
    """Where the run of `method` on data with these hashes is kept, without a suffix.

    The name changes with the method's parameters, the source of its module, its ingredients, and the data.

    Raises:
        MethodUnavailable: one of the ingredients is not there.
    """
    digest = hashlib.sha256("\0".join([repr(method), *data]).encode())
    module = Path(inspect.getfile(sys.modules[type(method).__module__]))
    for file in (module, *(file for path in method.ingredients() for file in _files(path))):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return cache / f"{slug}-{digest.hexdigest()[:16]}"


def load_run(path: Path) -> Run | None:
    """The run that is kept at `path`; None where there is none."""
    arrays, numbers = path.with_suffix(".npz"), path.with_suffix(".json")
    if not arrays.is_file() or not numbers.is_file():
        return None
    kept = json.loads(numbers.read_text(encoding="utf-8"))
    with np.load(arrays) as scores:
        return Run(scores["dev"], scores["test"], kept["seconds"], Cost(**kept["cost"]), cached=True)


def keep_run(path: Path, run: Run) -> None:
    """Keep `run` at `path`; the numbers come last, so a run that was broken off is not taken for a whole one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path.with_suffix(".npz"), dev=run.dev, test=run.test)
    numbers = {"seconds": run.seconds, "cost": asdict(run.cost)}
    path.with_suffix(".json").write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")


def _files(path: Path) -> list[Path]:
    return sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
