"""Finds the folder of a model: a shipped one, one that is named by its path, or an installed spaCy package."""

import importlib
import importlib.util
import json
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent

FAST, ACCURATE, MULTILINGUAL = "fast", "accurate", "multilingual"
SHIPPED_FOLDERS = {
    FAST: "spacy_model",
    ACCURATE: "spacy_model_accurate",
    MULTILINGUAL: "spacy_model_multilingual",
}
"""Names of the shipped models, and their folders."""


def shipped_model_path(name: str) -> Path:
    """Return the path of a model of `SHIPPED_FOLDERS`, in the installed package or in the checkout that is imported.

    The folder may be missing. Loading it raises the error.
    """
    return installed_or_checkout(SHIPPED_FOLDERS[name])


def installed_or_checkout(folder: str) -> Path:
    """Return the path of a shipped folder, in the installed package or in the checkout that is imported."""
    installed = _PACKAGE / folder
    return installed if installed.is_dir() else _PACKAGE.parent / folder


def default_model_path() -> Path:
    """Return the path of the model `FAST`."""
    return shipped_model_path(FAST)


def find_model(model: Path | str) -> Path:
    """Return the folder of the pipeline that `model` names.

    Args:
        model: path of a folder, `fast`, `accurate` or `multilingual` for a shipped model, or the name of an
            installed spaCy package such as `en_movie_genres`. A folder of that name is preferred.

    Returns:
        The folder. `model` as a path if there is neither a folder nor a package of that name: loading it raises the
        error.
    """
    path = Path(model)
    if path.is_dir():
        return path
    if str(model) in SHIPPED_FOLDERS:
        return shipped_model_path(str(model))
    return _find_package(str(model)) or path


def _find_package(name: str) -> Path | None:
    """Return the folder of the pipeline in the package `name`, which is not imported.

    spaCy's packages have a `meta.json`, and the pipeline in a folder whose name includes the version.
    """
    if not name.isidentifier():  # a path, or a module inside a package, which would be imported
        return None
    importlib.invalidate_caches()  # the package may have been installed since the last call
    try:
        spec = importlib.util.find_spec(name)
    except ValueError:  # a running script, which has no specification
        return None
    for folder in map(Path, (spec and spec.submodule_search_locations) or ()):
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
            return folder / f"{meta['lang']}_{meta['name']}-{meta['version']}"
        except (OSError, ValueError, KeyError, TypeError):
            continue  # the package is not a pipeline
    return None
