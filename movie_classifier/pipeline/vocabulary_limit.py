"""Limits the size of a pipeline's vocabulary."""

import gc
from typing import Any

from spacy.language import Language
from spacy.strings import StringStore
from spacy.vocab import Vocab

from movie_classifier.pipeline.embedding_cache import EmbeddingCache, cacheable_layer
from movie_classifier.pipeline.loading import COMPONENT

MAX_WORDS = 100_000
"""Largest number of new words in the vocabulary: about 100 MB. 10,000 films have 36,000 different words."""


class VocabularyLimit:
    """Caps the size of a pipeline's vocabulary: it grows up to `max_words`, then is replaced by an empty one.

    spaCy keeps every new word. That is fast, but a service that reads arbitrary text would grow without limit.
    `Language.memory_zone` removes new words after each call, at three times the cost per film, and leaves dead cells in
    hash tables that double when they are full. Replacing the whole vocabulary avoids both.

    Args:
        nlp: pipeline. Its vocabulary, its tokenizer and, if possible, its embedding layer are replaced.
        max_words: largest number of new words.
    """

    def __init__(self, nlp: Language, max_words: int = MAX_WORDS) -> None:
        self._nlp = nlp
        self._max_words = max_words
        tokenizer: Any = nlp.tokenizer
        self._tokenizer_class, self._tokenizer = type(tokenizer), tokenizer.to_bytes(exclude=["vocab"])
        self._cache: EmbeddingCache | None = None
        if layer := cacheable_layer(nlp, COMPONENT):
            self._cache = EmbeddingCache(layer)
            component: Any = nlp.get_pipe(COMPONENT)
            component.model.replace_node(layer, self._cache.layer)
        self.reset()

    def reset_if_full(self) -> None:
        """Reset the vocabulary if it has too many words. Call this when no `Doc` is in use: it needs its vocabulary."""
        if len(self._nlp.vocab) > self._initial_size + self._max_words:
            self.reset()
            gc.collect()

    def reset(self) -> None:
        """Replace the vocabulary by an empty one."""
        old: Any = self._nlp.vocab
        vocab = Vocab(
            lex_attr_getters=old.lex_attr_getters, lookups=old.lookups, writing_system=old.writing_system,
            get_noun_chunks=old.get_noun_chunks,
        )  # fmt: skip
        old.vectors.strings = StringStore()  # otherwise the new vocabulary copies the strings
        vocab.vectors = old.vectors
        self._nlp.vocab = vocab
        self._nlp.tokenizer = self._tokenizer_class(vocab).from_bytes(self._tokenizer)
        for _, component in self._nlp.pipeline:
            if hasattr(component, "vocab"):
                component.vocab = vocab
        if self._cache:
            self._cache.reset()
        self._initial_size = len(vocab)  # the words of the tokenizer's rules
