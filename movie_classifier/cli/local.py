"""The model in this process, without a service."""

import importlib.util
from typing import TYPE_CHECKING

from movie_classifier.errors import MissingExtra
from movie_classifier.model_path import default_model_path

if TYPE_CHECKING:
    from movie_classifier.classifier import GenreClassifier


def model_is_installed() -> bool:
    """Return whether spaCy and the shipped model are installed. spaCy is not imported."""
    return importlib.util.find_spec("spacy") is not None and default_model_path().is_dir()


def load_classifier() -> "GenreClassifier":
    """Load the model that the settings name.

    Raises:
        MissingExtra: the extra `server` is not installed.
        ModelError: there is no model, or it cannot be used.
        InvalidSetting: a `MOVIE_CLASSIFIER_*` variable has an invalid value.
    """
    try:
        from movie_classifier.classifier import GenreClassifier
        from movie_classifier.settings import read_settings
    except ModuleNotFoundError as error:
        raise MissingExtra("server", error.name) from error
    return GenreClassifier.load(read_settings().model)
