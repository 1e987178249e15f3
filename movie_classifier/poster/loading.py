"""Loads a poster model. Pillow and ONNX Runtime are imported only then."""

from pathlib import Path
from typing import TYPE_CHECKING

from movie_classifier.errors import MissingExtra, PosterModelNotFound, PosterModelUnsuited, PostersOff
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.model.model_path import installed_or_checkout

if TYPE_CHECKING:
    from movie_classifier.poster.model import PosterModel

SHIPPED_FOLDER = "poster_model"
"""Folder of the shipped poster model, beside those of the pipelines."""


def load_poster_model(folder: Path | None, text_model: ModelInfo) -> "PosterModel":
    """Load a poster model that can be used with `text_model`.

    Args:
        folder: folder of the poster model; None for the shipped one.
        text_model: the model of the texts.

    Raises:
        PostersOff: `folder` is None, and the extra `poster` is not installed, or the shipped model was not made for
            `text_model`.
        MissingExtra: the extra is not installed.
        ModelError: there is no such model, or it cannot be used with `text_model`.
    """
    if folder is not None:
        return _load(folder, text_model)
    try:
        return _load(installed_or_checkout(SHIPPED_FOLDER), text_model)
    except (MissingExtra, PosterModelNotFound, PosterModelUnsuited) as error:
        raise PostersOff(str(error)) from error


def _load(folder: Path, text_model: ModelInfo) -> "PosterModel":
    try:
        from movie_classifier.poster.model import PosterModel
    except ModuleNotFoundError as error:
        raise MissingExtra("poster", error.name) from error
    return PosterModel.load(folder, text_model)
