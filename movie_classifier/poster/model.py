"""`PosterModel`: adds what a poster says to the prediction of the text."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from movie_classifier.errors import ModelBroken, PosterModelNotFound
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
        text_model: name and version of the text pipeline whose probabilities the fusion was fitted on.
        labels: the genres, in the order of the arrays.
        thresholds: genre → probability of text and poster from which the genre is assigned.
        poster_width: width in pixels of the posters in training.
        metrics: measured quality.
    """

    network: str
    text_model: str
    labels: tuple[str, ...]
    thresholds: dict[str, float]
    poster_width: int
    metrics: Mapping[str, Any]

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


class PosterModel:
    """Combines text and poster. `predict_proba` and `add` may be called from several threads.

    Attributes:
        info: description of the model.
        folder: where it comes from.
    """

    def __init__(
        self, info: PosterInfo, network: ImageNetwork, hidden: FeatureLayers, fusion: Fusion, folder: Path
    ) -> None:
        self.info = info
        self.folder = folder
        self._network = network
        self._hidden = hidden
        self._fusion = fusion

    @classmethod
    def load(cls, folder: Path) -> "PosterModel":
        """Load the model that `python -m training poster-model` has written.

        Raises:
            PosterModelNotFound: the folder has no poster model.
            ModelBroken: a file has changed or cannot be read.
        """
        if not (folder / INFO_FILE).is_file():
            raise PosterModelNotFound(folder)
        verify_checksums(folder, digest_files(folder))
        try:
            info = PosterInfo.from_json((folder / INFO_FILE).read_text(encoding="utf-8"))
            hidden, fusion = load_layers(folder / LAYERS_FILE)
            return cls(info, ImageNetwork(folder / NETWORK_FILE), hidden, fusion, folder)
        except Exception as error:  # ONNX Runtime raises many kinds of exceptions
            raise ModelBroken(folder, f"{type(error).__name__}: {error}".splitlines()[0]) from error

    def check_text_model(self, text_model: ModelInfo) -> None:
        """Check that this model was made for `text_model`.

        Raises:
            ModelBroken: it was made for another model, or for other genres.
        """
        if (self.info.text_model, set(self.info.labels)) != (name_and_version(text_model), set(text_model.labels)):
            made_for, present = self.info.text_model, name_and_version(text_model)
            reason = "other genres" if made_for == present else f"the text model {made_for}, not for {present}"
            raise ModelBroken(self.folder, f"it was made for {reason}")

    def predict_proba(self, poster: bytes) -> Array:
        """Return the probability of each genre from the poster alone, of shape (labels,).

        Raises:
            PosterUnusable: the file cannot be decoded, or asks for too much memory or time.
        """
        features = self._network.features([open_poster(poster)], self.info.poster_width)
        probabilities: Array = self._hidden.predict_proba(features)[0]
        return probabilities

    def add(self, prediction: Prediction, poster: bytes) -> Prediction:
        """Return the prediction from text and poster, given that from the text. Doubts about the text remain.

        Raises:
            PosterUnusable: the file cannot be decoded, or asks for too much memory or time.
        """
        text = np.array([prediction.scores[label] for label in self.info.labels])
        fused = dict(
            zip(self.info.labels, self._fusion.predict_proba(text, self.predict_proba(poster)).tolist(), strict=True)
        )
        doubt = None if prediction.confidence_reason == NO_GENRE else prediction.confidence_reason
        scores = {label: fused[label] for label in prediction.scores}
        return Prediction.from_scores(prediction.title, scores, self.info.thresholds, doubt)


def name_and_version(model: ModelInfo) -> str:
    """Return the name and the version of a text model, as `movie_genres 0.3.1`."""
    return f"{model.name} {model.version}"
