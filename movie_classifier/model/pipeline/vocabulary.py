"""Limits the size of a pipeline's vocabulary, so that the memory of a service does not grow."""

import gc
from typing import Any

from spacy.language import Language
from spacy.strings import StringStore
from spacy.vocab import Vocab

from movie_classifier.model.pipeline.embedding_cache import EmbeddingCache, find_embedding_layer
from movie_classifier.model.pipeline.evidence import make_evidence_table
from movie_classifier.model.pipeline.loading import COMPONENT
from movie_classifier.model.pipeline.word_rows import WordRows

MAX_WORDS = 60_000
"""Largest number of words in the vocabulary. They take about 50 MB. 10,000 films have 36,000 different words."""


class BoundedVocabulary:
    """Replaces a pipeline's vocabulary with an empty one when it has more than `max_words` new words.

    spaCy adds every new word to the vocabulary and keeps it. This makes it fast, but the memory of a service that reads
    arbitrary text grows. `Language.memory_zone` removes new words after each call, but makes a film three times as
    expensive. Each removed word also leaves a dead cell in a hash table that doubles in size when it is full. Replacing
    the whole vocabulary avoids both.

    Args:
        nlp: the pipeline. Its vocabulary and tokenizer are replaced, and its embedding layer if it can be cached.
        max_words: number of new words that the vocabulary may have before it is replaced.

    Attributes:
        evidence: measures the evidence in documents; None if `nlp.meta` has no limits for it.
    """

    def __init__(self, nlp: Language, max_words: int = MAX_WORDS) -> None:
        self._nlp = nlp
        self._max_words = max_words
        tokenizer: Any = nlp.tokenizer
        self._tokenizer_class, self._tokenizer_bytes = type(tokenizer), tokenizer.to_bytes(exclude=["vocab"])
        self._words = WordRows()
        self.evidence = make_evidence_table(nlp.meta, nlp.vocab.vectors, self._words)
        self._cache: EmbeddingCache | None = None
        if layer := find_embedding_layer(nlp, COMPONENT):
            self._cache = EmbeddingCache(layer, self._words)
            component: Any = nlp.get_pipe(COMPONENT)
            component.model.replace_node(layer, self._cache.layer)
        self.reset()

    def reset_if_full(self) -> None:
        """Reset the vocabulary if it has too many words.

        Call it between batches: a `Doc` refers to its vocabulary.
        """
        if len(self._nlp.vocab) > self._initial_size + self._max_words:
            self.reset()
            gc.collect()

    def reset(self) -> None:
        """Replace the vocabulary with an empty one, and clear what is known about each word."""
        old: Any = self._nlp.vocab
        vocab = Vocab(
            lex_attr_getters=old.lex_attr_getters, lookups=old.lookups, writing_system=old.writing_system,
            get_noun_chunks=old.get_noun_chunks,
        )  # fmt: skip
        old.vectors.strings = StringStore()  # the new vocabulary would take over the strings of the vectors
        vocab.vectors = old.vectors
        self._nlp.vocab = vocab
        self._nlp.tokenizer = self._tokenizer_class(vocab).from_bytes(self._tokenizer_bytes)
        for _, component in self._nlp.pipeline:
            if hasattr(component, "vocab"):
                component.vocab = vocab
        for values in (self._words, self._cache, self.evidence):
            if values is not None:
                values.clear()
        self._initial_size = len(vocab)  # the words in the tokenizer's rules
