"""A film: its fields, their limits, and the text that the model reads."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

MAX_TITLE_LENGTH = 500
"""Longest title in characters."""

MAX_DESCRIPTION_LENGTH = 20_000
"""Longest description in characters."""

MAX_LENGTHS = {"title": MAX_TITLE_LENGTH, "description": MAX_DESCRIPTION_LENGTH}
"""Part of a film → longest text in characters."""

MAX_FILMS = 256
"""Largest number of films in one request."""

MAX_WORD_LENGTH = 64
"""Longest word in characters; longer words are split. spaCy's tokenizer removes punctuation one character at a
time, and checks the rest each time: 20,000 apostrophes in a row took it 40 seconds."""

PLACEHOLDERS = frozenset(
    {
        "\\n", "n/a", "n.a", "#n/a", "na", "<na>", "nan", "null", "(null)", "none", "-", "--", "\u2013", "\u2014", "?",
        "unknown", "not available", "tba", "tbd",
        "add a plot", "plot unknown", "no plot", "no plot available", "no synopsis", "no synopsis available",
        "no overview", "no overview found", "no overview yet", "no overview available",
        "no description", "no description found", "no description available",
    }
)  # fmt: skip
"""Texts that stand for a missing description in tables and media libraries, in lower case and without the full stop."""

_LONGEST_PLACEHOLDER = max(map(len, PLACEHOLDERS))

_UNREADABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_LONG_WORD = re.compile(rf"(\S{{{MAX_WORD_LENGTH}}})(?=\S)")


class Film(NamedTuple):
    """A film. TMDB calls the description overview."""

    title: str
    description: str


def iterate_films(films: Iterable[Film]) -> Iterator[Film]:
    """Return an iterator over the films, which raises a `TypeError` for any other object.

    Raises:
        TypeError: `films` is one film, which is a tuple and would pass as a list, or is not iterable.
    """
    if isinstance(films, Film):
        raise TypeError("expected a list of films, not one film; pass [film]")
    return map(_check_type, films)


def _check_type(film: Film) -> Film:
    if not isinstance(film, Film):
        raise TypeError(f"expected films, not {type(film).__name__}; pass [Film(title, description), ...]")
    return film


Fault = Literal["invalid", "blank", "long"]
"""Why a text cannot be a part of a film: it is not valid Unicode, is blank, or is longer than `MAX_LENGTHS` allows."""


def find_fault(part: str, text: str) -> Fault | None:
    """Return why `text` cannot be the title or the description of a film, or None if it can.

    The service, the command, tables and Spark accept the same films. Lone surrogates are not valid Unicode.

    Args:
        part: `title` or `description`.
        text: the text.
    """
    if not text.isascii() and _SURROGATE.search(text):
        return "invalid"
    if is_blank(text):
        return "blank"
    return "long" if len(text) > MAX_LENGTHS[part] else None


def film_problem(film: Film, *, needs_title: bool = True) -> str | None:
    """Return why `film` cannot be classified, in a few words, or None if it can.

    Args:
        film: the film.
        needs_title: whether it must have a title. A row of a table need not.
    """
    for part, text in zip(Film._fields, film, strict=True):
        match find_fault(part, text):
            case "blank" if part == "title" and not needs_title:
                continue
            case "invalid":
                return f"{part} is not valid Unicode"
            case "blank":
                return f"no {part}"
            case "long":
                return f"{part} longer than {MAX_LENGTHS[part]:,} characters"
    return None


def is_blank(text: str) -> bool:
    """Return whether `text` has no visible character: only white space, control or zero-width characters."""
    return not any(character.isprintable() and not character.isspace() for character in text)


def is_placeholder(description: str) -> bool:
    """Return whether `description` is one of `PLACEHOLDERS`, in any letter case and with any white space around it.

    A table or a file has no description then. A description that a person or a program sends is classified as it is.
    """
    text = description.strip()
    return len(text) <= _LONGEST_PLACEHOLDER + 1 and text.lower().removesuffix(".") in PLACEHOLDERS


def clean(text: str) -> str:
    """Return `text` on one line, with control characters, lone surrogates and white space replaced by single spaces.

    spaCy encodes text as UTF-8, which cannot represent lone surrogates. Python and JSON strings may contain them.
    """
    readable = text if text.isprintable() else _UNREADABLE.sub(" ", text)  # the check is faster than the substitution
    return " ".join(readable.split())


def film_text(film: Film) -> str:
    """Return the text that the model reads, in training and in serving: title, line break, description, in lower case.

    The line break separates the n-grams of title and description. A blank part is left out. Words have at most
    `MAX_WORD_LENGTH` characters.
    """
    text = "\n".join(part for part in map(clean, film) if part).lower()
    return _LONG_WORD.sub(r"\1 ", text)
