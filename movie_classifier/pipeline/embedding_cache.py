"""Caches the embedding of each word, for networks whose embeddings depend on the word alone."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Floats2d

LEXICAL = frozenset({"NORM", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "ORTH"})
"""Attributes that spaCy derives from the word's characters alone."""


def cacheable_layer(nlp: Language, component: str) -> Model[list[Doc], list[Floats2d]] | None:
    """Return the embedding layer of the network if it does not depend on the context of a word; otherwise None.

    This is the case for `spacy.MultiHashEmbed.v2` without an encoder. Tokenizer rules may give a word different norms,
    so a pipeline with such rules has no cacheable layer.
    """
    network = nlp.config["components"][component].get("model", {}).get("tok2vec", {})
    if (
        network.get("@architectures") != "spacy.MultiHashEmbed.v2"
        or not set(network["attrs"]) <= LEXICAL
        or getattr(nlp.tokenizer, "rules", True)
    ):
        return None
    pipe: Any = nlp.get_pipe(component)
    return pipe.model.get_ref("tok2vec") if "tok2vec" in pipe.model.ref_names else None


class EmbeddingCache:
    """A layer that looks words up in a cache, and calls the layer that it replaces for unknown words.

    Results are equal to the last bit: spaCy computes the rows of a matrix independently, in the same order.

    Args:
        embed: the layer to replace. It returns an array of shape (tokens, width) for each document.
    """

    def __init__(self, embed: Model[list[Doc], list[Floats2d]]) -> None:
        self._embed = embed
        self.layer: Model[list[Doc], list[Floats2d]] = Model("embedding_cache", self._forward)
        self.reset()

    def reset(self) -> None:
        """Clear the cache."""
        self._rows: dict[int, int] = {}
        self._table = np.zeros((0, 0), dtype=np.float32)

    def _forward(
        self, layer: Model[Any, Any], docs: Sequence[Doc], is_train: bool
    ) -> tuple[list[Floats2d], Callable[[Any], Any]]:
        words = np.concatenate([doc.to_array("ORTH") for doc in docs]).tolist()
        try:
            rows = list(map(self._rows.__getitem__, words))
        except KeyError:
            self._add_words([word for word in dict.fromkeys(words) if word not in self._rows], docs[0])
            rows = list(map(self._rows.__getitem__, words))
        vectors = self._table[rows]
        ends = [0, *accumulate(map(len, docs))]
        return [cast("Floats2d", vectors[start:end]) for start, end in pairwise(ends)], _cannot_train

    def _add_words(self, words: Sequence[int], doc: Doc) -> None:
        """Add the vectors of `words`, which are hashes of the vocabulary of `doc`."""
        known, count = len(self._rows), len(words)
        [vectors] = self._embed.predict([Doc(doc.vocab, words=[doc.vocab.strings[word] for word in words])])
        if known + count > len(self._table):
            larger = np.zeros((2 * (known + count), vectors.shape[1]), dtype=np.float32)
            larger[:known] = self._table[:known].reshape(known, vectors.shape[1])
            self._table = larger
        self._table[known : known + count] = vectors
        self._rows.update(zip(words, range(known, known + count), strict=True))


def _cannot_train(gradient: Any) -> Any:
    raise NotImplementedError("the embedding cache cannot be trained")
