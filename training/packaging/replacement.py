"""Replaces the pipeline in a folder by a new one, whole or not at all."""

import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import Doc

from movie_classifier.model.pipeline.loading import COMPONENT
from training.errors import NotReplaceable
from training.evaluation.metrics import decision_metrics
from training.evaluation.scores import score

FIRST_VERSION = "0.1.0"

NEW, OLD = ".new", ".old"
TEMPORARY = {NEW, OLD}
"""Folders in a folder whose contents are being replaced."""


@dataclass(frozen=True)
class ScoreChange:
    """Micro-F1 in [0, 1] of the old and the new pipeline on the same films, each with its own thresholds.

    Attributes:
        films: number of films.
        old, new: micro-F1.
    """

    films: int
    old: float
    new: float

    @property
    def worse(self) -> bool:
        """Whether the new pipeline has the lower score, rounded to three decimals."""
        return round(self.new, 3) < round(self.old, 3)

    def __str__(self) -> str:
        return f"micro-F1 on {self.films:,} test films: {self.old:.3f} before, {self.new:.3f} now"


def read_replaced(target: Path) -> dict[str, Any] | None:
    """Return the `meta.json` of the pipeline in `target`; None if the folder is empty or does not exist.

    Raises:
        NotReplaceable: `target` is a file, or a folder with other files.
    """
    if not target.exists() or (target.is_dir() and {entry.name for entry in target.iterdir()} <= TEMPORARY):
        return None
    try:
        meta: dict[str, Any] = json.loads((target / "meta.json").read_text(encoding="utf-8"))
        if COMPONENT in meta["pipeline"]:
            return meta
    except (OSError, ValueError, KeyError, TypeError):
        pass  # the folder is not a pipeline
    raise NotReplaceable(target, "it is neither an empty folder nor a genre pipeline; name another folder")


def next_version(replaced: dict[str, Any] | None) -> str:
    """Return the version after that of the replaced pipeline: its last number plus one."""
    if replaced is None:
        return FIRST_VERSION
    *first, last = str(replaced.get("version", FIRST_VERSION)).split(".")
    return ".".join([*first, str(int(last) + 1)]) if last.isdecimal() else FIRST_VERSION


def compare_scores(old: Path, new: Path, docs: Sequence[Doc]) -> ScoreChange | None:
    """Measure both pipelines on `docs`; None if their labels differ or the old one has no thresholds."""
    pipelines = [spacy.load(path) for path in (old, new)]
    if len({frozenset(nlp.pipe_labels[COMPONENT]) for nlp in pipelines}) > 1 or "thresholds" not in pipelines[0].meta:
        return None
    before, after = (float(decision_metrics(score(nlp, docs), nlp.meta["thresholds"])["micro_f1"]) for nlp in pipelines)
    return ScoreChange(len(docs), before, after)


def replace_contents(target: Path, source: Path, backup: Path | None = None) -> None:
    """Replace the contents of `target` by those of `source`. The folder itself stays: it may be a mount point.

    All is copied to a folder in `target` first, and then gets its names, so that the old contents stay as they are if
    the disk is full or the process is killed.

    Args:
        target: the folder.
        source: folder with the new contents.
        backup: folder that gets a copy of the old contents, and loses its own; None for none.

    Raises:
        OSError: the new contents cannot be written. The old contents are in place.
    """
    if backup is not None and target.exists():
        replace_contents(backup, target)
    target.mkdir(parents=True, exist_ok=True)
    new, old = target / NEW, target / OLD
    _remove(new, old)  # what a process left that was killed
    try:
        shutil.copytree(source, new, ignore=shutil.ignore_patterns(*TEMPORARY))
        old.mkdir()
        _exchange(target, new, old)
    except BaseException:
        _remove(new)
        with suppress(OSError):  # it has nothing, or what could not be put back
            old.rmdir()
        raise
    _remove(new, old)


def _exchange(target: Path, new: Path, old: Path) -> None:
    """Move the entries of `target` to `old`, and those of `new` to `target`: all of them or none."""
    moves = [(entry, old / entry.name) for entry in target.iterdir() if entry.name not in TEMPORARY]
    moves += [(entry, target / entry.name) for entry in new.iterdir()]
    done = []
    try:
        for source, destination in moves:
            source.rename(destination)
            done.append((source, destination))
    except BaseException:
        for source, destination in reversed(done):
            destination.rename(source)
        raise


def _remove(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
