"""Loads a poster model. Pillow and ONNX Runtime are imported only then."""

from pathlib import Path
from typing import TYPE_CHECKING

from movie_classifier.errors import MissingExtra
from movie_classifier.model.model_info import ModelInfo

if TYPE_CHECKING:
    from movie_classifier.poster.model import PosterModel


def load_poster_model(folder: Path, text_model: ModelInfo) -> "PosterModel":
    """Load the poster model in `folder`, and check that it was made for `text_model`.

    Raises:
        MissingExtra: the extra `poster` is not installed.
        ModelError: there is no such model, or it cannot be used with `text_model`.
    """
    try:
        from movie_classifier.poster.model import PosterModel
    except ModuleNotFoundError as error:
        raise MissingExtra("poster", error.name) from error
    model = PosterModel.load(folder)
    model.check_text_model(text_model)
    return model
