"""Puts genres into the bytes of a `.nfo` file, and changes nothing else."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from movie_classifier.library.nfo import Element, Nfo

_INDENTATION = re.compile(r"(?:\r\n|\r|\n)?[ \t]*\Z")


class _Edit(NamedTuple):
    """Replacement of the bytes from `start` to `end` by `text`."""

    start: int
    end: int
    text: str


def set_genres(nfo: Nfo, genres: Sequence[str]) -> bytes:
    """Return the file with `genres` as its only genres.

    The existing `<genre>` elements get the first genres as their content. More genres are added as elements after them,
    or after the description, each on a line with the same indentation and line end. Elements that are left over are
    removed with their lines.

    Args:
        nfo: a film that has a description or a `<genre>` element.
        genres: the genres. Characters that the encoding of the file lacks become character references.
    """
    old = nfo.genre_elements
    edits = [_set_content(nfo, element, genre) for element, genre in zip(old, genres, strict=False)]
    edits += [_remove(nfo, element) for element in old[len(genres) :]]
    if more := genres[len(old) :]:
        anchor = old[-1] if old else nfo.description
        assert anchor is not None
        indentation = _indentation(nfo, anchor)
        text = "".join(f"{indentation}<genre>{escape(genre)}</genre>" for genre in more)
        edits.append(_Edit(anchor.end, anchor.end, text))
    data = nfo.data
    for edit in reversed(edits):
        data = data[: edit.start] + edit.text.encode(nfo.encoding, "xmlcharrefreplace") + data[edit.end :]
    return data


def _set_content(nfo: Nfo, element: Element, genre: str) -> _Edit:
    if element.content_start < element.end:
        return _Edit(element.content_start, element.content_end, escape(genre))
    tag = nfo.data[element.start : element.end].decode(nfo.encoding)  # <genre/>: its attributes stay
    return _Edit(element.start, element.end, f"{tag.removesuffix('/>').rstrip()}>{escape(genre)}</genre>")


def _remove(nfo: Nfo, element: Element) -> _Edit:
    """Remove an element, and its line if nothing else is on it."""
    following = nfo.data[element.end :].decode(nfo.encoding, "replace")
    line = _indentation(nfo, element) if re.match(r"[ \t]*[\r\n]", following) else ""
    return _Edit(element.start - len(line.encode(nfo.encoding)), element.end, "")


def _indentation(nfo: Nfo, element: Element) -> str:
    """Return the line end and the white space before an element."""
    found = _INDENTATION.search(nfo.data[: element.start].decode(nfo.encoding, "replace"))
    assert found is not None
    return found.group()
