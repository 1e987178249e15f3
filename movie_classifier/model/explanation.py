"""Explains a probability: how much each word, or each sentence, of a film speaks for a genre.

The method is leave-one-out (Li, Monroe and Jurafsky, "Understanding Neural Networks through Representation Erasure",
2016): the film is classified again without each of its parts, and the change of the log-odds is the contribution of the
part. Words act together, so contributions do not add up: if either of two words is enough for a genre, neither of them
gets a large contribution.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from movie_classifier.film import Film
from movie_classifier.model.genres import find_labels
from movie_classifier.prediction import Scores

MAX_PARTS = 400
"""Largest number of parts. A film with more words is explained by sentence."""

MAX_CHARACTERS = 1_200_000
"""Largest number of characters in all variants of a film together: 400 words of a text of 3,000 characters, and a
quarter of the largest `POST /genres`. A film whose words would need more is explained by sentence, and neighbouring
sentences are joined until they need less."""

_WORD = re.compile(r"\w(?:[\w'\u2019]*\w)?")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”\u2019)\]]*(?=\s|$)|[。\uff01\uff1f]+[」』”\uff09]*|\n")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]|(?i:mr|mrs|ms|dr|prof|st|jr|sr|lt|col|capt|gen|sgt|vs))\.$")
_LONGEST_ABBREVIATION = 6

Unit = Literal["word", "sentence"]
FieldName = Literal["title", "description"]


class Span(NamedTuple):
    """A part of a film: characters `start` to `end` of a field, in Unicode code points."""

    field: FieldName
    start: int
    end: int


class Parts(NamedTuple):
    """The parts of a film that are left out one by one. All are of the same unit."""

    unit: Unit
    spans: list[Span]


@dataclass(frozen=True)
class Part:
    """A part of a film with its contribution.

    Attributes:
        field: `title` or `description`.
        start, end: offsets of the part in the field, in Unicode code points.
        text: the part.
        contribution: log-odds of the genre with the part, minus log-odds without it. Positive if the part speaks for
            the genre.
        known: False for a word that the model does not know: its contribution says little.
    """

    field: FieldName
    start: int
    end: int
    text: str
    contribution: float
    known: bool = True


@dataclass(frozen=True)
class Explanation:
    """The contributions of a film's parts to the probability of one genre.

    Attributes:
        genre: the genre.
        probability: its probability for the whole film.
        unit: whether the parts are words or sentences.
        parts: the parts, in the order of the text, title first. Punctuation between words is no part.
    """

    genre: str
    probability: float
    unit: Unit
    parts: list[Part]

    @classmethod
    def from_scores(
        cls, film: Film, parts: Parts, scores: Sequence[Scores], genre: str | None, knows: Callable[[str], bool]
    ) -> "Explanation":
        """Return the explanation of `genre`, or of the most probable genre if it is None.

        Args:
            film: the film.
            parts: the result of `find_parts`.
            scores: the scores of `make_variants(film, parts)`.
            genre: a label, in any case.
            knows: returns whether the model knows a word.

        Raises:
            UnknownGenre: the scores have no such genre.
        """
        from movie_classifier.model.log_odds import log_odds  # needs NumPy, which the client has to do without

        whole = scores[0]
        [label] = find_labels([genre], list(whole)) if genre is not None else [max(whole, key=whole.__getitem__)]
        with_all, *without = (float(log_odds(variant[label])) for variant in scores)
        explained = []
        for span, rest in zip(parts.spans, without, strict=True):
            text = _text(film, span)
            known = parts.unit != "word" or knows(text)
            explained.append(Part(*span, text=text, contribution=with_all - rest, known=known))
        return cls(label, whole[label], parts.unit, explained)


def find_parts(film: Film) -> Parts:
    """Return the words of the film, or its sentences if there are too many words.

    A word is a run of letters and digits, with the apostrophes inside it, as in the tokenizer of the shipped pipeline.
    The title is one sentence. There are at most `MAX_PARTS` parts, and at most two if `MAX_CHARACTERS` is less than
    twice the length of the film.
    """
    limit = max(2, min(MAX_PARTS, MAX_CHARACTERS // max(1, len(film.title) + len(film.description))))
    words = [
        *(Span("title", *match.span()) for match in _WORD.finditer(film.title)),
        *(Span("description", *match.span()) for match in _WORD.finditer(film.description)),
    ]
    if len(words) <= limit:
        return Parts("word", words)
    title = [Span("title", *_strip(film.title, 0, len(film.title)))] if _WORD.search(film.title) else []
    sentences = _split_sentences(film.description)
    size = math.ceil(len(sentences) / (limit - len(title)))
    groups = [sentences[first : first + size] for first in range(0, len(sentences), max(1, size))]
    return Parts("sentence", [*title, *(Span("description", group[0][0], group[-1][1]) for group in groups)])


def make_variants(film: Film, parts: Parts) -> list[Film]:
    """Return the film, then the film without each of its parts."""
    return [film, *(leave_out(film, [span]) for span in parts.spans)]


def leave_out(film: Film, spans: Sequence[Span]) -> Film:
    """Return the film without `spans`, which do not overlap."""
    for span in sorted(spans, key=lambda span: -span.start):
        text: str = getattr(film, span.field)
        film = film._replace(**{span.field: text[: span.start] + text[span.end :]})
    return film


def _text(film: Film, span: Span) -> str:
    text: str = getattr(film, span.field)
    return text[span.start : span.end]


def _split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the offsets of the sentences in `text` that have a word.

    spaCy's sentencizer needs tokens. Its tokenizer for English takes 40 seconds for 20,000 apostrophes, and the film
    tokenizer, which is fast, separates "Dr" from its full stop. The time of these expressions is linear in the text.
    """
    sentences, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        end = match.end()
        if not _ABBREVIATION.search(text[max(start, end - _LONGEST_ABBREVIATION) : end]):
            sentences.append((start, end))
            start = end
    sentences.append((start, len(text)))
    return [_strip(text, *offsets) for offsets in sentences if _WORD.search(text, *offsets)]


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the offsets without white space at both ends."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
