"""Where the shipped model lies."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def default_model_path() -> Path:
    """The model in the installed package, or else the one of the checkout that this package is imported from.

    The folder need not be there: whoever loads it says so.
    """
    installed = _PACKAGE / "spacy_model"
    return installed if installed.is_dir() else _PACKAGE.parent / "spacy_model"
