"""Caches the output of a network's embedding layer by word, if that output depends on the word alone."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Floats2d

from movie_classifier.model.pipeline.word_rows import GrowingTable, WordRows

LEXICAL_ATTRIBUTES = frozenset({"NORM", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "ORTH"})
"""Attributes that spaCy computes from the characters of a word."""


def find_embedding_layer(nlp: Language, component: str) -> Model[list[Doc], list[Floats2d]] | None:
    """Return the layer that embeds each word without its context, or None if the component has no such layer.

    A `spacy.MultiHashEmbed.v2` that is not followed by an encoder is such a layer, unless the tokenizer has special
    cases, which can give the same word different norms.
    """
    network = nlp.config["components"][component].get("model", {}).get("tok2vec", {})
    if (
        network.get("@architectures") != "spacy.MultiHashEmbed.v2"
        or not set(network["attrs"]) <= LEXICAL_ATTRIBUTES
        or getattr(nlp.tokenizer, "rules", True)
    ):
        return None
    pipe: Any = nlp.get_pipe(component)
    return pipe.model.get_ref("tok2vec") if "tok2vec" in pipe.model.ref_names else None


class EmbeddingCache:
    """A layer that returns cached embeddings, and calls the original layer for new words.

    The output equals that of the original layer to the last bit: spaCy computes each row of a matrix separately, in
    the same order.

    Args:
        embed: the original layer. It returns an array of shape (tokens, width) for each document.
        words: the rows of the words.

    Attributes:
        layer: the layer to put in place of `embed`. It is for inference only.
    """

    def __init__(self, embed: Model[list[Doc], list[Floats2d]], words: WordRows) -> None:
        self._embed = embed
        self._words = words
        self._table = GrowingTable(embed.get_dim("nO"))
        self.layer: Model[list[Doc], list[Floats2d]] = Model("embedding_cache", self._forward)

    def clear(self) -> None:
        """Clear the cache. Clear `words` too."""
        self._table.clear()

    def _forward(
        self, layer: Model[Any, Any], docs: Sequence[Doc], is_train: bool
    ) -> tuple[list[Floats2d], Callable[[Any], Any]]:
        rows = self._words.find(docs)
        if new := self._words.words[self._table.size :]:
            vocab = docs[0].vocab
            [vectors] = self._embed.predict([Doc(vocab, words=[vocab.strings[word] for word in new])])
            self._table.append(np.asarray(vectors))
        found = cast("Floats2d", self._table[rows])
        ends = [0, *accumulate(map(len, docs))]
        return [found[start:end] for start, end in pairwise(ends)], _refuse_training


def _refuse_training(gradient: Any) -> Any:
    raise NotImplementedError("the embedding cache has no backward pass; train the original pipeline instead")
