"""The model in this process, and the choice between it and a service."""

import importlib.util
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from movie_classifier.client import DEFAULT_URL, GenreClient
from movie_classifier.errors import MissingExtra, ServiceUnreachable
from movie_classifier.film import Film
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.model.model_path import default_model_path
from movie_classifier.poster.loading import load_poster_model
from movie_classifier.prediction import Prediction

if TYPE_CHECKING:
    from movie_classifier.classifier import GenreClassifier
    from movie_classifier.poster.model import PosterModel
    from movie_classifier.service.settings import Settings

Answer = TypeVar("Answer")


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


class LocalModels:
    """The models that the settings name, in this process. Has the methods of `GenreClient` that classify.

    The first call loads a model. A model that cannot be loaded raises a `ModelError`, a missing package `MissingExtra`.

    Raises:
        MissingExtra: the extra `server` is not installed.
        InvalidSetting: a `MOVIE_CLASSIFIER_*` variable has an invalid value.
    """

    def __init__(self) -> None:
        self._settings = _read_settings()

    @cached_property
    def _classifier(self) -> "GenreClassifier":
        try:
            from movie_classifier.classifier import GenreClassifier
        except ModuleNotFoundError as error:
            raise MissingExtra("server", error.name) from error
        return GenreClassifier.load(self._settings.model)

    @cached_property
    def _poster_model(self) -> "PosterModel":
        return load_poster_model(self._settings.poster_model, self.info)

    @property
    def info(self) -> ModelInfo:
        """Description of the model."""
        return self._classifier.info

    def predict(self, films: Sequence[Film], /) -> list[Prediction]:
        """Return the prediction for each film."""
        return self._classifier.predict(films)

    def predict_with_poster(self, film: Film, poster: bytes) -> Prediction:
        """Return the prediction from a film's text and its poster, an image file.

        Raises:
            PostersOff: the settings name no poster model, and the shipped one cannot be used.
            PosterUnusable: the poster cannot be decoded.
        """
        posters = self._poster_model
        [prediction] = self.predict([film])
        return posters.add(prediction, poster, self.info)


class ServiceOrModel:
    """The service at `url`, or with `local` the models in this process. Has the methods of `GenreClient` that classify.

    Without `url`, the default address is asked. If nothing listens there, the models in this process take over.
    """

    def __init__(self, url: str | None, timeout: float, local: bool) -> None:
        self._url = url
        self._classifier = LocalModels() if local else GenreClient(url or DEFAULT_URL, timeout, read_api_key())

    @property
    def info(self) -> ModelInfo:
        """Description of the model."""
        return self._ask(lambda classifier: classifier.info)

    def predict(self, films: Sequence[Film], /) -> list[Prediction]:
        """Return the prediction for each film."""
        return self._ask(lambda classifier: classifier.predict(films))

    def predict_with_poster(self, film: Film, poster: bytes) -> Prediction:
        """Return the prediction from a film's text and its poster, an image file."""
        return self._ask(lambda classifier: classifier.predict_with_poster(film, poster))

    def _ask(self, question: "Callable[[GenreClient | LocalModels], Answer]") -> "Answer":
        try:
            return question(self._classifier)
        except ServiceUnreachable as error:
            replace_service(error, self._url)
        self._classifier = LocalModels()
        return question(self._classifier)


def read_api_key() -> str:
    """Return the API key for the service from the environment; empty if there is none."""
    return os.environ.get("MOVIE_CLASSIFIER_API_KEY", "").strip()


def replace_service(error: ServiceUnreachable, url: str | None, quiet: bool = False) -> None:
    """Say on stderr that the model on this machine replaces a service that cannot be reached.

    Args:
        error: the failed request.
        url: address that the user chose. Only a service at the default address is replaced.
        quiet: whether to say nothing.

    Raises:
        ServiceUnreachable: `error`, if the user chose the address, or if no model is installed.
    """
    if url is not None or not model_is_installed():
        raise error
    if not quiet:
        click.echo(f"No service at {error.url}: classifying on this machine.", err=True)
