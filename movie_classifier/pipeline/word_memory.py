"""Bounds what a pipeline keeps of the words that it reads."""

import gc
from typing import Any

from spacy.language import Language
from spacy.strings import StringStore
from spacy.vocab import Vocab

from movie_classifier.pipeline.loading import COMPONENT
from movie_classifier.pipeline.word_table import WordTable, word_layer

MAX_WORDS = 100_000
"""Words that a pipeline keeps, in about 100 MB; 10,000 films have 36,000 different ones."""


class WordMemory:
    """Has a pipeline keep the words that it meets, up to a number, and then forget them all.

    spaCy keeps every new word for good, which makes it fast, and a service that reads what anyone sends grow.
    `Language.memory_zone` forgets after every call, at three times the cost a film; and what leaves it leaves a dead
    cell behind in tables that double when they count too many. Here a vocabulary is given up as a whole.

    Args:
        nlp: the pipeline; its vocabulary, tokenizer and, where that is possible, word layer are replaced.
        max_words: after which it forgets.
    """

    def __init__(self, nlp: Language, max_words: int = MAX_WORDS) -> None:
        self._nlp = nlp
        self._max_words = max_words
        tokenizer: Any = nlp.tokenizer
        self._tokenizer_class, self._tokenizer = type(tokenizer), tokenizer.to_bytes(exclude=["vocab"])
        self._table: WordTable | None = None
        if embed := word_layer(nlp, COMPONENT):
            self._table = WordTable(embed)
            component: Any = nlp.get_pipe(COMPONENT)
            component.model.replace_node(embed, self._table.layer)
        self.forget()

    def make_room(self) -> None:
        """Forget all words if there are too many. To be called between texts: a `Doc` belongs to its vocabulary."""
        if len(self._nlp.vocab) > self._at_start + self._max_words:
            self.forget()
            gc.collect()

    def forget(self) -> None:
        """Start with a new vocabulary."""
        old: Any = self._nlp.vocab
        vocab = Vocab(
            lex_attr_getters=old.lex_attr_getters, lookups=old.lookups, writing_system=old.writing_system,
            get_noun_chunks=old.get_noun_chunks,
        )  # fmt: skip
        old.vectors.strings = StringStore()  # which the new vocabulary would otherwise take over
        vocab.vectors = old.vectors
        self._nlp.vocab = vocab
        self._nlp.tokenizer = self._tokenizer_class(vocab).from_bytes(self._tokenizer)
        for _, component in self._nlp.pipeline:
            if hasattr(component, "vocab"):
                component.vocab = vocab
        if self._table:
            self._table.forget()
        self._at_start = len(vocab)  # those of the tokenizer's rules
