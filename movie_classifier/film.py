"""A film as the classifier sees it: what is accepted, and the one text that is made of it."""

import re
from typing import NamedTuple

MAX_TITLE_LENGTH = 500
"""Characters in a title at most."""

MAX_DESCRIPTION_LENGTH = 20_000
"""Characters in a description at most."""

MAX_WORD_LENGTH = 64
"""Characters in a word at most; what is longer is read as several. spaCy's tokenizer peels punctuation off a word one
character at a time and looks at the rest each time: 20,000 apostrophes in a row took it 40 seconds."""

_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_ENDLESS = re.compile(rf"(\S{{{MAX_WORD_LENGTH}}})(?=\S)")


class Film(NamedTuple):
    """One film: its title and its description (TMDB calls the latter overview)."""

    title: str
    description: str


def is_blank(text: str) -> bool:
    """Whether `text` has nothing that a reader could see: empty, white space, control or zero-width characters only."""
    return not any(character.isprintable() and not character.isspace() for character in text)


def clean(text: str) -> str:
    """`text` on one line: control characters and lone surrogates become spaces, runs of white space one space.

    spaCy encodes text as UTF-8, which lone surrogates (possible in any Python or JSON string) do not have.
    """
    readable = text if text.isprintable() else _UNREADABLE.sub(" ", text)  # looking is faster than replacing
    return " ".join(readable.split())


def film_text(film: Film) -> str:
    """The text that the model reads, in training and in serving alike: title, line break, description, in lower case.

    The line break keeps n-grams from running from the title into the description. A blank part is left out. Words have
    at most `MAX_WORD_LENGTH` characters.
    """
    text = "\n".join(part for part in map(clean, film) if part).lower()
    return _ENDLESS.sub(r"\1 ", text)
