"""Executes the notebook, and records what its outputs follow from: `python -m training.exploration.notebook`.

`find_outdated` says what has changed since: the cells, the config, the code or the shipped pipeline.
"""

import ast
import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from movie_classifier.checksums import content_hash, digest_files
from training.config import DEFAULT_CONFIG

ROOT = Path(__file__).parent.parent.parent
NOTEBOOK = ROOT / "training" / "training.ipynb"

CODE = (
    "movie_classifier/film.py",
    "movie_classifier/columns.py",
    "training/initial_weights.py",
    "training/letter_case.py",
    "training/train.py",
    "training/films",
    "training/evaluation",
    "training/exploration/analysis.py",
    "training/exploration/plots.py",
)
"""Modules and packages that decide the figures. Others, such as `package`, do not change them."""

METADATA_KEY = "movie_classifier"
CELL_SECONDS = 1800
"""Seconds that a cell may take."""


def digest_inputs(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return name → SHA-256 digest of everything that the outputs of the notebook follow from.

    These are its code cells, the default config and the split of its films, the pipeline that training starts from, and
    the code in `CODE` without comments and docstrings. Installed packages are not among them.
    """
    cells = "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    splits = sorted((ROOT / "training" / "splits").glob("*"))
    files = [ROOT / DEFAULT_CONFIG, *splits]
    modules = [file for name in CODE for file in sorted((ROOT / name).rglob("*.py")) or [ROOT / name]]
    return {
        "code cells": _digest(cells.encode()),
        "spacy_model": content_hash(digest_files(ROOT / "spacy_model")),
        **{file.relative_to(ROOT).as_posix(): _digest(file.read_bytes()) for file in files},
        **{module.relative_to(ROOT).as_posix(): _digest(_code(module).encode()) for module in modules},
    }


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


def _code(module: Path) -> str:
    """Return the lines of a module without blank lines, comment lines, and texts that stand alone: its docstrings."""
    lines = module.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            for number in range(node.lineno, (node.end_lineno or node.lineno) + 1):
                lines[number - 1] = ""
    return "\n".join(line for line in lines if line.strip() and not line.lstrip().startswith("#"))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    try:
        execute(NOTEBOOK)
    except CellExecutionError as error:
        sys.exit(f"{NOTEBOOK} was not written: {error}")
