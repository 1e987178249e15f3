"""The model in this process, and the choice between it and a service."""

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from movie_classifier.client import DEFAULT_URL, GenreClient
from movie_classifier.errors import MissingExtra, ServiceUnreachable
from movie_classifier.film import Film
from movie_classifier.model_path import default_model_path
from movie_classifier.prediction import Prediction

if TYPE_CHECKING:
    from movie_classifier.classifier import GenreClassifier
    from movie_classifier.rows import Classifier


def model_is_installed() -> bool:
    """Return whether spaCy and the shipped model are installed. spaCy is not imported."""
    return importlib.util.find_spec("spacy") is not None and default_model_path().is_dir()


def find_local_model() -> Path:
    """Return the model that the settings name, without loading it.

    Raises:
        MissingExtra: the extra `server` is not installed.
        InvalidSetting: a `MOVIE_CLASSIFIER_*` variable has an invalid value.
    """
    try:
        from movie_classifier.settings import read_settings
    except ModuleNotFoundError as error:
        raise MissingExtra("server", error.name) from error
    if importlib.util.find_spec("spacy") is None:
        raise MissingExtra("server", "spacy")
    return read_settings().model


def load_classifier() -> "GenreClassifier":
    """Load the model that the settings name.

    Raises:
        MissingExtra: the extra `server` is not installed.
        ModelError: there is no model, or it cannot be used.
        InvalidSetting: a `MOVIE_CLASSIFIER_*` variable has an invalid value.
    """
    model = find_local_model()
    try:
        from movie_classifier.classifier import GenreClassifier
    except ModuleNotFoundError as error:
        raise MissingExtra("server", error.name) from error
    return GenreClassifier.load(model)


def choose_classifier(url: str | None, timeout: float, local: bool) -> "Classifier":
    """Return the model in this process with `local`, otherwise a client of the service at `url`.

    Without `url`, the client asks the default address. If nothing listens there, the model in this process takes over.
    """
    if local:
        return load_classifier()
    client = GenreClient(url or DEFAULT_URL, timeout, os.environ.get("MOVIE_CLASSIFIER_API_KEY", "").strip())
    return client if url is not None or not model_is_installed() else _ClientOrModel(client)


class _ClientOrModel:
    """Asks a service until it cannot be reached, and from then on the model in this process."""

    def __init__(self, client: GenreClient) -> None:
        self._classifier: GenreClient | GenreClassifier = client

    def predict(self, films: Sequence[Film]) -> list[Prediction]:
        try:
            return self._classifier.predict(films)
        except ServiceUnreachable as error:
            click.echo(f"No service at {error.url}: classifying in this process.", err=True)
            self._classifier = load_classifier()
            return self._classifier.predict(films)
