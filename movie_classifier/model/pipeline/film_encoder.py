"""Turns film texts into embeddings with a sentence encoder, an ONNX file that runs on one thread."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from movie_classifier.errors import MissingExtra
from movie_classifier.model.pipeline.familiarity import read_familiarity
from movie_classifier.model.pipeline.film_tokenizer import FilmTokenizer, Tokens

NETWORK_FILE, TOKENIZER_FILE = "network.onnx", "tokenizer.json"

IDS, FEATURES = "ids", "features"
"""Names of the network's input and output."""


class FilmEncoder:
    """Film texts → embeddings: the mean of the encoder's last layer.

    Args:
        folder: folder with `network.onnx` and `tokenizer.json`. The network's input `ids` has the shape
            (1, word pieces), its output `features` the shape (1, width).

    Attributes:
        folder: the folder.
        width: width of an embedding.
        familiarity: tells texts in other languages than those of the training texts; None if it was not fitted.

    Raises:
        MissingExtra: the extra `accurate` is not installed.
        OSError, ValueError: a file is missing, or cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        try:
            import onnxruntime
        except ImportError as error:
            raise MissingExtra("accurate", error.name) from error
        self.folder = folder
        self._tokenizer = FilmTokenizer((folder / TOKENIZER_FILE).read_text(encoding="utf-8"))
        options: Any = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        network = str(folder / NETWORK_FILE)
        try:
            self._session: Any = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the classes of ONNX Runtime have no other base class
            raise ValueError(f"{NETWORK_FILE} cannot be read: {error}") from error
        self.familiarity = read_familiarity(folder)
        self.width: int = self._session.get_outputs()[0].shape[-1]

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the embeddings, of shape (texts, width).

        The network runs once for each film. The films of one run would share the scale of their quantised activations,
        so that the embedding of a film would depend on the others. Runs of one film need no padding either.
        """
        rows = [self._embed(self._tokenizer.join(*film)) for film in self._tokenizer.tokenize(texts)]
        return np.concatenate(rows) if rows else np.zeros((0, self.width), np.float32)

    def pieces(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the word pieces of title and description of each text."""
        return [[*title, *description] for title, description in self._tokenizer.tokenize(texts)]

    def piece_lengths(self) -> list[int]:
        """Return the number of characters of each word piece that the tokenizer knows."""
        return self._tokenizer.lengths()

    def is_familiar(self, texts: Sequence[str]) -> list[bool]:
        """Return for each text whether it is familiar. All texts are without `familiarity`."""
        if self.familiarity is None:
            return [True] * len(texts)
        return [self.familiarity.measure(pieces) >= self.familiarity.limit for pieces in self.pieces(texts)]

    def find_cut(self, texts: Sequence[str]) -> list[bool]:
        """Return for each text whether it has more word pieces than the network reads."""
        return [self._tokenizer.is_cut(*film) for film in self._tokenizer.tokenize(texts)]

    def _embed(self, ids: list[int]) -> NDArray[np.float32]:
        row: NDArray[np.float32] = self._session.run([FEATURES], {IDS: np.array([ids], np.int64)})[0]
        return row
