"""The layout that docs/architecture.md describes, and what the package offers to others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import movie_classifier
from tests.film_lists import ROOT

MAX_MODULES = 12
"""Modules in one folder, without those of its subfolders."""

PUBLIC = {
    "FIVE_GENRES",
    "GENRES",
    "Film",
    "GenreChoice",
    "GenreClassifier",
    "GenreClient",
    "MovieClassifierError",
    "Prediction",
    "__version__",
    "film_text",
    "read_genres_file",
}


def test_imports_run_one_way() -> None:
    """The contracts are in pyproject.toml, under `[tool.importlinter]`."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_no_folder_has_many_modules() -> None:
    crowded = {}
    for package in ("movie_classifier", "training", "lab"):
        for folder in (ROOT / package, *(ROOT / package).rglob("*/")):
            modules = {file.name for file in folder.glob("*.py")} - {"__init__.py", "__main__.py"}
            if len(modules) > MAX_MODULES:
                crowded[str(folder.relative_to(ROOT))] = len(modules)
    assert crowded == {}


def test_public_names() -> None:
    """Who renames or removes one breaks the programs of others: the changelog has to say so."""
    assert set(movie_classifier.__all__) == PUBLIC
    assert all(getattr(movie_classifier, name) is not None for name in PUBLIC)


@pytest.mark.parametrize("module", ["movie_classifier", "movie_classifier.cli"])
def test_an_import_is_light(module: str) -> None:
    script = f"import sys, {module}; print({{'spacy', 'fastapi', 'numpy'}} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout == "set()\n"
