"""Path of the shipped model."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def default_model_path() -> Path:
    """Return the path of the model in the installed package, or in the checkout that the package is imported from.

    The folder may be missing. Loading it raises the error.
    """
    installed = _PACKAGE / "spacy_model"
    return installed if installed.is_dir() else _PACKAGE.parent / "spacy_model"
