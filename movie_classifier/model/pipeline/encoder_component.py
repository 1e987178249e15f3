"""A component of a spaCy pipeline that classifies with a sentence encoder and a linear layer."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from movie_classifier.model.confidence import UNFAMILIAR
from movie_classifier.model.log_odds import sigmoid
from movie_classifier.model.pipeline.familiarity import FAMILIARITY_FILE
from movie_classifier.model.pipeline.film_encoder import NETWORK_FILE, TOKENIZER_FILE, FilmEncoder

FACTORY = "movie_genre_encoder"
"""Name of the component's factory in a pipeline's config. The installed package registers it with spaCy."""

LINEAR_LAYER_FILE = "linear_layer.npz"

BATCH_SIZE = 32
"""Number of films that a service should read at once: about 150 ms of work, for which a single film may have to wait.
Larger batches are not faster. With smaller ones, the rest of a large request would wait in the queue more often."""


class EncoderClassifier:
    """Multi-label classifier: the sigmoid of a linear function of a text's embedding.

    It takes the place of spaCy's `textcat_multilabel`: it sets `doc.cats`, and has `labels` and `predict`. It has no
    labels until `set` or `from_disk` is called.

    Attributes:
        labels: the labels, in the order of the columns.
        encoder: the encoder; None without labels.
        weights: weights of the linear layer, of shape (labels, width).
        bias: bias of the linear layer, of shape (labels,).
        batch_size: see `BATCH_SIZE`.
    """

    batch_size = BATCH_SIZE

    def __init__(self) -> None:
        self.labels: tuple[str, ...] = ()
        self.encoder: FilmEncoder | None = None
        self.weights: NDArray[np.float64] = np.zeros((0, 0))
        self.bias: NDArray[np.float64] = np.zeros(0)

    def set(
        self, encoder: FilmEncoder, labels: Sequence[str], weights: NDArray[np.floating], bias: NDArray[np.floating]
    ) -> None:
        """Set the encoder, the labels and the linear layer.

        Raises:
            ValueError: the shapes do not fit.
        """
        if weights.shape != (len(labels), encoder.width) or bias.shape != (len(labels),):
            raise ValueError(
                f"weights of shape {weights.shape} and a bias of shape {bias.shape} do not fit {len(labels)} labels "
                f"and embeddings of width {encoder.width}"
            )
        self.encoder, self.labels = encoder, tuple(labels)
        self.weights, self.bias = weights.astype(np.float64), bias.astype(np.float64)

    def predict(self, docs: Sequence[Doc]) -> NDArray[np.float64]:
        """Return the probabilities, of shape (documents, labels)."""
        if self.encoder is None:
            return np.zeros((len(docs), 0))
        embeddings = self.encoder.embed([doc.text for doc in docs])
        # One film at a time: in a product of matrices, the last bit of a film's result depends on the other films.
        logits = [self.weights @ row + self.bias for row in embeddings]
        return sigmoid(np.array(logits).reshape(len(docs), len(self.labels)))

    def find_doubts(self, texts: Sequence[str]) -> list[str | None]:
        """Return why a text is a reason for low confidence, for each text; None for one that is none."""
        familiar = self.encoder.is_familiar(texts) if self.encoder else [True] * len(texts)
        return [None if each else UNFAMILIAR for each in familiar]

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.cats`: label → probability."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Set the `cats` of each document."""
        documents = iter(stream)
        while batch := list(islice(documents, batch_size)):
            for doc, row in zip(batch, self.predict(batch).tolist(), strict=True):
                doc.cats = dict(zip(self.labels, row, strict=True))
                yield doc

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Write the files of the encoder and the linear layer to the folder `path`.

        Raises:
            ValueError: the component has no labels.
        """
        if self.encoder is None:
            raise ValueError("a component without labels cannot be saved")
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        if folder.resolve() != self.encoder.folder.resolve():
            for file in (NETWORK_FILE, TOKENIZER_FILE, FAMILIARITY_FILE):
                if file != FAMILIARITY_FILE or self.encoder.familiarity:
                    shutil.copyfile(self.encoder.folder / file, folder / file)
        np.savez(
            folder / LINEAR_LAYER_FILE, labels=np.array(self.labels), weights=self.weights.astype(np.float32),
            bias=self.bias.astype(np.float32),
        )  # fmt: skip

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> "EncoderClassifier":
        """Read what `to_disk` wrote.

        Raises:
            MissingExtra: the extra `accurate` is not installed.
            OSError, KeyError, ValueError: a file is missing or cannot be read, or the shapes do not fit.
        """
        folder = Path(path)
        with np.load(folder / LINEAR_LAYER_FILE) as layer:
            self.set(FilmEncoder(folder), layer["labels"].tolist(), layer["weights"], layer["bias"])
        return self


@Language.factory(FACTORY, assigns=["doc.cats"])
def create_encoder_classifier(nlp: Language, name: str) -> Any:
    """Create a component without labels. spaCy calls its `from_disk` when it loads a pipeline."""
    return EncoderClassifier()
