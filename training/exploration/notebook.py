"""Executes the notebook, and records what decides its outputs: `python -m training.exploration.notebook`.

`find_outdated` says what has changed since: the cells, the config, the split of the films or the shipped pipeline.
Tests also compare the figures with those of the shipped pipeline.
"""

import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from movie_classifier.model.checksums import content_hash, digest_files
from movie_classifier.model.pipeline.loading import CARD
from training.config import DEFAULT_CONFIG, MOVIES_DATASET_SPLITS

ROOT = Path(__file__).parent.parent.parent
NOTEBOOK = ROOT / "training" / "training.ipynb"
CONFIG, START = ROOT / DEFAULT_CONFIG, ROOT / "spacy_model"

METADATA_KEY = "movie_classifier"
CELL_SECONDS = 1800
"""Seconds that a cell may take."""


def digest_inputs(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return name → SHA-256 digest of the inputs that decide the outputs of the notebook.

    These are its code cells, the default config, the split of its films, and the pipeline that training starts from,
    without that pipeline's card and scores.
    """
    cells = "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    start = {name: digest for name, digest in digest_files(START).items() if name not in {CARD, "meta.json"}}
    files = {path.relative_to(ROOT).as_posix(): _digest(path.read_bytes()) for path in (CONFIG, MOVIES_DATASET_SPLITS)}
    return {"code cells": _digest(cells.encode()), "spacy_model": content_hash(start), **files}


def find_outdated(notebook: Mapping[str, Any]) -> list[str]:
    """Return the names of the inputs that have changed since the notebook was executed; see `digest_inputs`."""
    then, now = notebook["metadata"].get(METADATA_KEY, {}), digest_inputs(notebook)
    return sorted(name for name in {*then, *now} if then.get(name) != now.get(name))


def execute(path: Path) -> None:
    """Run all cells of the notebook at `path` in the checkout's folder, and write their outputs into it.

    If a cell fails, the file stays as it is.

    Raises:
        CellExecutionError: a cell failed.
    """
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    digests = digest_inputs(notebook)
    resources = {"metadata": {"path": str(ROOT)}}
    NotebookClient(notebook, timeout=CELL_SECONDS, resources=resources, record_timing=False).execute()
    for cell in notebook["cells"]:
        _merge_streams(cell)
    notebook["metadata"][METADATA_KEY] = digests
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]


def _merge_streams(cell: dict[str, Any]) -> None:
    """Join consecutive pieces of printed text, which arrive at random moments."""
    merged: list[dict[str, Any]] = []
    for output in cell.get("outputs", []):
        if output["output_type"] == "stream" and merged and merged[-1].get("name") == output["name"]:
            merged[-1]["text"] += output["text"]
        else:
            merged.append(output)
    if "outputs" in cell:
        cell["outputs"] = merged


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    try:
        execute(NOTEBOOK)
    except CellExecutionError as error:
        sys.exit(f"{NOTEBOOK} was not written: {error}")
