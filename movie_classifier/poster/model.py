"""`PosterModel`: adds what a poster says to the prediction of the text."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from movie_classifier.errors import ModelBroken, PosterModelNotFound, PosterModelUnsuited
from movie_classifier.model.checksums import digest_files, verify_checksums
from movie_classifier.model.confidence import NO_GENRE
from movie_classifier.model.model_info import ModelInfo, known_fields
from movie_classifier.poster.decode import open_poster
from movie_classifier.poster.layers import Array, FeatureLayers, Fusion, load_layers
from movie_classifier.poster.network import ImageNetwork
from movie_classifier.prediction import Prediction

INFO_FILE, LAYERS_FILE, NETWORK_FILE = "poster.json", "layers.npz", "network.onnx"
"""Files of a poster model, next to their checksums."""


@dataclass(frozen=True)
class PosterInfo:
    """Description of a poster model.

    Attributes:
        network: name of the image network.
        labels: the genres, in the order of the arrays.
        poster_width: width in pixels of the posters in training.
        thresholds: name and version of a text model → genre → probability of text and poster from which the genre is
            assigned.
        metrics: name and version of a text model → quality of the text, the poster and both.
    """

    network: str
    labels: tuple[str, ...]
    poster_width: int
    thresholds: Mapping[str, Mapping[str, float]]
    metrics: Mapping[str, Mapping[str, Any]]

    def to_json(self) -> str:
        """Return the description as JSON."""
        return json.dumps(asdict(self), indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "PosterInfo":
        """Return the description in a text that `to_json` of this or another version returned.

        Raises:
            ValueError, KeyError, TypeError: the text is no such description.
        """
        values = json.loads(text)
        return cls(**known_fields(cls, values) | {"labels": tuple(values["labels"])})

    def check_text_model(self, text_model: ModelInfo) -> None:
        """Check that the poster model can be used with `text_model`.

        Raises:
            PosterModelUnsuited: it was made for other text models, or for other genres.
        """
        name = name_and_version(text_model)
        if name not in self.thresholds:
            raise PosterModelUnsuited(f"{', '.join(self.thresholds)}, not for {name}")
        if set(self.labels) != set(text_model.labels):
            raise PosterModelUnsuited(f"other genres than those of {name}")


class PosterModel:
    """Combines text and poster. `predict_proba` and `add` may be called from several threads.

    Attributes:
        info: description of the model.
    """

    def __init__(
        self, info: PosterInfo, network: ImageNetwork, hidden: FeatureLayers, fusions: Mapping[str, Fusion]
    ) -> None:
        self.info = info
        self._network = network
        self._hidden = hidden
        self._fusions = fusions

    @classmethod
    def load(cls, folder: Path, text_model: ModelInfo) -> "PosterModel":
        """Load the model that `python -m training poster-model` has written, if it can be used with `text_model`.

        Raises:
            PosterModelNotFound: the folder has no poster model.
            PosterModelUnsuited: it was made for other text models.
            ModelBroken: a file has changed or cannot be read.
        """
        if not (folder / INFO_FILE).is_file():
            raise PosterModelNotFound(folder)
        verify_checksums(folder, digest_files(folder))
        try:
            info = PosterInfo.from_json((folder / INFO_FILE).read_text(encoding="utf-8"))
            info.check_text_model(text_model)  # before the network is loaded, which takes time and memory
            hidden, fusions = load_layers(folder / LAYERS_FILE, info.thresholds)
            return cls(info, ImageNetwork(folder / NETWORK_FILE), hidden, fusions)
        except PosterModelUnsuited:
            raise
        except Exception as error:  # ONNX Runtime raises many kinds of exceptions
            raise ModelBroken(folder, f"{type(error).__name__}: {error}".splitlines()[0]) from error

    def predict_proba(self, poster: bytes) -> Array:
        """Return the probability of each genre from the poster alone, of shape (labels,).

        Raises:
            PosterUnusable: the file cannot be decoded, or asks for too much memory or time.
        """
        width = self.info.poster_width
        features = self._network.features([open_poster(poster, 2 * width)], width)
        probabilities: Array = self._hidden.predict_proba(features)[0]
        return probabilities

    def add(self, prediction: Prediction, poster: bytes, text_model: ModelInfo) -> Prediction:
        """Return the prediction from text and poster. Doubts about the text remain.

        Args:
            prediction: the prediction from the text.
            poster: an image file.
            text_model: the model that made `prediction`, for which `PosterInfo.check_text_model` raises nothing.

        Raises:
            PosterUnusable: the file cannot be decoded, or asks for too much memory or time.
        """
        name = name_and_version(text_model)
        text = np.array([prediction.scores[label] for label in self.info.labels])
        both = self._fusions[name].predict_proba(text, self.predict_proba(poster))
        fused = dict(zip(self.info.labels, both.tolist(), strict=True))
        doubt = None if prediction.confidence_reason == NO_GENRE else prediction.confidence_reason
        scores = {label: fused[label] for label in prediction.scores}
        return Prediction.from_scores(prediction.title, scores, self.info.thresholds[name], doubt)


def name_and_version(model: ModelInfo) -> str:
    """Return the name and the version of a text model, as `movie_genres 0.3.1`."""
    return f"{model.name} {model.version}"
