"""The layers of a text classifier that are read and written when its label weights are fitted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, SparseLinear_v2

from movie_classifier.model.pipeline.loading import COMPONENT

BATCH = 64
"""Number of films in a batch of the network."""


@dataclass(frozen=True)
class Ensemble:
    """The layers of a `spacy.TextCatEnsemble.v2` whose linear model has no output layer.

    Attributes:
        ngrams: layer that counts the words of a film.
        words: linear model over these counts. Two hashes assign two of its slots to each word.
        network: the network up to its hidden layer.
        output: layer over the linear scores of all labels, then the hidden layer.
    """

    ngrams: Model[Any, Any]
    words: Model[Any, Any]
    network: Model[Any, Any]
    output: Model[Any, Any]

    @classmethod
    def of(cls, nlp: Language) -> "Ensemble":
        """Return the layers of the text classifier of `nlp`.

        Raises:
            ValueError: it has another architecture.
        """
        pipe: Any = nlp.get_pipe(COMPONENT)
        layers = {layer.name: layer for layer in pipe.model.walk()}
        linear = parts(pipe.model)[0] if {"sparse_linear", "para-attn"} <= layers.keys() else None
        if linear is None or any(layer.name == "logistic" for layer in linear.walk()):
            raise ValueError("its architecture must be spacy.TextCatEnsemble.v2, with no_output_layer = true")
        return cls(layers["extract_ngrams"], layers["sparse_linear"], parts(pipe.model)[1], layers["linear"])

    @property
    def width(self) -> int:
        """Width of the hidden layer."""
        return self.output.get_dim("nI") - self.output.get_dim("nO")

    def count_slots(self, docs: Sequence[Doc]) -> csr_matrix:
        """Return the number of words of each film in each slot of the linear model, of shape (films, slots).

        It is the gradient of the score of a linear model with one label.
        """
        probe = SparseLinear_v2(nO=1, length=self.words.get_dim("length"))
        probe.initialize()
        rows = []
        for doc in docs:
            backprop = probe.begin_update(self.ngrams.predict([doc]))[1]
            backprop(np.ones((1, 1), np.float32))
            rows.append(csr_matrix(probe.get_grad("W")))
            probe.set_grad("W", np.zeros_like(probe.get_grad("W")))
        return vstack(rows, "csr")

    def read_hidden(self, docs: Sequence[Doc]) -> NDArray[np.float32]:
        """Return the hidden layer of each film, of shape (films, width)."""
        batches = (docs[start : start + BATCH] for start in range(0, len(docs), BATCH))
        return np.concatenate([self.network.predict(batch) for batch in batches])

    def set_label(
        self,
        row: int,
        slots: NDArray[np.integer],
        of_slots: NDArray[np.floating],
        of_hidden: NDArray[np.floating],
        bias: float,
    ) -> None:
        """Set the weights of the label in `row`: those of `slots`, of the hidden layer, and the bias."""
        of_words: Any = self.words.get_param("W")
        of_words.reshape(-1, self.words.get_dim("length"))[row, slots] = of_slots
        weights: Any = self.output.get_param("W")
        biases: Any = self.output.get_param("b")
        weights[row] = 0
        weights[row, row], weights[row, -self.width :], biases[row] = 1, of_hidden, bias


def parts(model: Model[Any, Any]) -> Sequence[Model[Any, Any]]:
    """Return the linear model and the network of an ensemble."""
    return model.layers[0].layers
