"""Splits film texts into the word pieces that a sentence encoder reads."""

import re
from collections.abc import Sequence

from movie_classifier.errors import MissingExtra

MAX_TITLE_TOKENS, MAX_TOKENS = 32, 160
"""Largest number of word pieces of a title and of a film. 95 of 100 films have fewer."""

Tokens = list[int]

SPECIAL_PIECES = (("[CLS]", "[SEP]", "[PAD]"), ("<s>", "</s>", "<pad>"))
"""Pieces that start, end and pad a text: those of BERT, and those of RoBERTa and its multilingual relatives."""

MARKS = re.compile(r"^(▁|##|<.*>$|\[.*\]$)")
"""What is no character of the text: the start of a word in SentencePiece, its continuation in BERT, special pieces."""


class FilmTokenizer:
    """Splits film texts into word pieces.

    The first line of a text is the title, the rest is the description. A text of one line is a description.

    Args:
        definition: the `tokenizer.json` of an encoder in the manner of BERT, as the library `tokenizers` writes it.
        max_tokens: largest number of word pieces of a film.

    Attributes:
        start, end, padding: ids of the pieces that start, end and pad a text; see `SPECIAL_PIECES`.

    Raises:
        MissingExtra: `tokenizers` is not installed.
        ValueError: the definition cannot be read, or lacks a special piece.
    """

    def __init__(self, definition: str, max_tokens: int = MAX_TOKENS) -> None:
        self._max_tokens = max_tokens
        try:
            from tokenizers import Tokenizer
        except ImportError as error:
            raise MissingExtra("accurate", error.name) from error
        try:
            self._tokenizer = Tokenizer.from_str(definition)
        except Exception as error:  # the library raises `Exception` itself
            raise ValueError(f"the tokenizer cannot be read: {error}") from error
        # The definition may truncate and pad, in its own way.
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.start, self.end, self.padding = self._find_special()

    def tokenize(self, texts: Sequence[str]) -> list[tuple[Tokens, Tokens]]:
        """Return the word pieces of title and description of each text: at most `MAX_TITLE_TOKENS` and `max_tokens`."""
        parts = [("", text) if "\n" not in text else text.split("\n", 1) for text in texts]
        return [
            (self._pieces(title)[:MAX_TITLE_TOKENS], self._pieces(description)[: self._max_tokens])
            for title, description in parts
        ]

    def join(self, title: Tokens, description: Tokens) -> Tokens:
        """Return the at most `max_tokens` ids of one film. An empty title or description has no separator."""
        head = [self.start, *title, self.end] if title and description else [self.start, *title]
        return [*[*head, *description][: self._max_tokens - 1], self.end]

    def is_cut(self, title: Tokens, description: Tokens) -> bool:
        """Return whether `join` leaves out pieces of a film that `tokenize` returned."""
        special = 3 if title and description else 2
        return len(title) + len(description) + special > self._max_tokens

    def lengths(self) -> list[int]:
        """Return the number of characters of each word piece; 1 for special pieces."""
        pieces = sorted(self._tokenizer.get_vocab().items(), key=lambda item: item[1])
        return [max(1, len(MARKS.sub("", piece))) for piece, _ in pieces]

    def _pieces(self, text: str) -> Tokens:
        # One text at a time: `encode_batch` would start a thread for each core.
        ids: Tokens = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def _find_special(self) -> tuple[int, int, int]:
        for pieces in SPECIAL_PIECES:
            start, end, padding = map(self._tokenizer.token_to_id, pieces)
            if start is not None and end is not None and padding is not None:
                return start, end, padding
        raise ValueError(f"the tokenizer has neither {' nor '.join(map(', '.join, SPECIAL_PIECES))}")
