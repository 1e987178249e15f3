"""The model in this process, and the choice between it and a service."""

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from movie_classifier.client import DEFAULT_URL, GenreClient
from movie_classifier.errors import MissingExtra, PostersOff, ServiceUnreachable
from movie_classifier.film import Film
from movie_classifier.model.model_path import default_model_path
from movie_classifier.poster.loading import load_poster_model
from movie_classifier.prediction import Prediction

if TYPE_CHECKING:
    from movie_classifier.classifier import GenreClassifier
    from movie_classifier.service.settings import Settings
    from movie_classifier.tables.rows import Classifier


def model_is_installed() -> bool:
    """Return whether spaCy and the shipped model are installed. spaCy is not imported."""
    return importlib.util.find_spec("spacy") is not None and default_model_path().is_dir()


def find_local_model() -> Path:
    """Return the model that the settings name, without loading it.

    Raises:
        MissingExtra: the extra `server` is not installed.
        InvalidSetting: a `MOVIE_CLASSIFIER_*` variable has an invalid value.
    """
    return _read_settings().model


def _read_settings() -> "Settings":
    try:
        from movie_classifier.service.settings import read_settings
    except ModuleNotFoundError as error:
        raise MissingExtra("server", error.name) from error
    if importlib.util.find_spec("spacy") is None:
        raise MissingExtra("server", "spacy")
    return read_settings()


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


def predict_here(film: Film, poster: bytes | None) -> Prediction:
    """Return the prediction for a film, and for its poster if there is one, with the models that the settings name.

    Raises:
        PostersOff: there is a poster, and the settings name no poster model.
        PosterUnusable: the poster cannot be decoded.
        MissingExtra, ModelError, InvalidSetting: a model cannot be loaded.
    """
    folder = _read_settings().poster_model
    if poster is not None and folder is None:
        raise PostersOff  # before the text model is loaded, which takes seconds
    classifier = load_classifier()
    [prediction] = classifier.predict([film])
    if poster is None or folder is None:
        return prediction
    return load_poster_model(folder, classifier.info).add(prediction, poster)


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
