"""Reads `.nfo` files: the XML in which Kodi, Jellyfin, Emby and tinyMediaManager keep the facts of a film or series.

Format: https://kodi.wiki/view/NFO_files/Movies and https://jellyfin.org/docs/general/server/metadata/nfo. All four
programs ignore what follows the root element. Kodi splits a genre at " / ", Jellyfin and Emby at every slash.
"""

import codecs
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser

from movie_classifier.errors import MovieClassifierError, first_line
from movie_classifier.film import is_blank, is_placeholder

MAX_BYTES = 2 * 2**20
"""Size of the largest file that is read, in bytes. Real files have 1 to 300 kB."""

_BOMS = {
    codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be",
    b"<\0": "utf-16-le", b"\0<": "utf-16-be",
}  # fmt: skip
_BEFORE_XML = re.compile(
    rb"(?P<mark>\xef\xbb\xbf|\xff\xfe|\xfe\xff)?"
    rb"(?P<blank>(?:[ \t\r\n]\0)*|(?:\0[ \t\r\n])*|(?:[ \t\r\n]|\xef\xbb\xbf)*)(?=\0?<)"
)
"""Byte order mark and white space before the first tag, in UTF-16 and in encodings that contain ASCII."""


class NotAFilm(MovieClassifierError):
    """Raised when a `.nfo` file does not describe one film: it has an episode, several films, or no XML at all."""


class NfoRefused(MovieClassifierError):
    """Raised when a `.nfo` file is too large, is not well-formed XML, or has a document type declaration."""


@dataclass(frozen=True)
class Element:
    """A direct child of the root element.

    Attributes:
        name: name of the tag.
        text: all text inside, without white space around it.
        start: offset of the start tag in the file, in bytes.
        content_start: offset of the content.
        content_end: offset of the end tag.
        end: offset of what follows the element. A tag that closes itself ends where its content would start.
    """

    name: str
    text: str
    start: int
    content_start: int
    content_end: int
    end: int


@dataclass(frozen=True)
class Nfo:
    """A `.nfo` file with one film or series.

    Attributes:
        data: the whole file.
        encoding: Python's name of its encoding.
        elements: direct children of its root element, in their order.
    """

    data: bytes
    encoding: str
    elements: list[Element]

    @cached_property
    def title(self) -> str:
        """The title, or the original title; empty if there is none."""
        element = self._first("title") or self._first("originaltitle")
        return element.text if element else ""

    @cached_property
    def description(self) -> Element | None:
        """The element that says what the film is about: the plot, or else the outline; None if there is neither."""
        found = (self._first("plot"), self._first("outline"))
        return next((element for element in found if element and not is_placeholder(element.text)), None)

    @cached_property
    def genre_elements(self) -> list[Element]:
        """All `<genre>` elements, with those that are blank."""
        return [element for element in self.elements if element.name == "genre"]

    @cached_property
    def genres(self) -> list[str]:
        """The genres, with those of one element split at slashes."""
        parts = [part.strip() for element in self.genre_elements for part in element.text.split("/")]
        return [part for part in parts if part]

    @cached_property
    def has_genre_list(self) -> bool:
        """Whether the genres are in one `<genres>` element. MediaPortal writes and tinyMediaManager reads it."""
        return self._first("genres") is not None

    @cached_property
    def lock(self) -> str | None:
        """The element with which the user of Jellyfin or Emby has locked the genres; None if they are not locked."""
        for element in self.elements:
            text = element.text.lower()
            if element.name == "lockdata" and text in ("true", "1"):
                return f"<lockdata>{element.text}</lockdata>"
            if element.name == "lockedfields" and "genres" in re.split(r"\W+", text):
                return f"Genres in <lockedfields>{element.text}</lockedfields>"
        return None

    def _first(self, name: str) -> Element | None:
        return next((found for found in self.elements if found.name == name and not is_blank(found.text)), None)


def parse_nfo(data: bytes, *, series: bool = False) -> Nfo:
    """Parse a `.nfo` file.

    Args:
        data: the whole file.
        series: whether the file may also describe a series.

    Raises:
        NotAFilm: the file has no XML, or its root is not one `<movie>` or, with `series`, one `<tvshow>`.
        NfoRefused: the file has more than `MAX_BYTES` bytes, is not well-formed up to the end of its root, declares a
            document type (which could define entities), or has an encoding that expat cannot read.
    """
    if len(data) > MAX_BYTES:
        raise NfoRefused(f"it has more than {MAX_BYTES // 2**20} MiB")
    before = _BEFORE_XML.match(data)
    if before is None:
        raise NotAFilm("it has no XML")
    blank = slice(*before.span("blank"))  # XML allows none before its declaration, but the programs do
    reader = _Reader(skipped=blank.stop - blank.start)
    try:
        reader.parser.feed(data[: blank.start] + data[blank.stop :])
        reader.parser.close()
    except DTDForbidden as error:
        raise NfoRefused("it has a document type declaration, which can define entities") from error
    except (ParseError, ValueError, LookupError) as error:
        if not reader.root_is_closed:
            raise NfoRefused(f"its XML is broken: {first_line(error)}") from error
    start = before["mark"] or data[blank.stop :]
    encoding = next((name for bom, name in _BOMS.items() if start.startswith(bom)), reader.declared_encoding or "utf-8")
    if reader.root != "movie" and not (series and reader.root == "tvshow"):
        raise NotAFilm(f"its root element is <{reader.root}>")
    if re.search(r"<\w", data[reader.positions[-1] :].decode(encoding, "replace")):
        raise NotAFilm("it has several root elements")
    return Nfo(data, encoding, reader.elements(encoding, data))


class _Reader:
    """Target of the XML parser. Records the offset of every token, and the direct children of the root.

    Args:
        skipped: number of bytes before the first tag that the parser does not get.
    """

    def __init__(self, skipped: int) -> None:
        self.root = ""
        self.root_is_closed = False
        self.declared_encoding: str | None = None
        self.positions: list[int] = []
        self.parser = DefusedXMLParser(target=self, forbid_dtd=True)
        self._expat: Any = self.parser.parser
        self._expat.buffer_text = False  # with the buffer, a text would be reported at the offset of the next token
        self._expat.StartCdataSectionHandler = self._record
        self._expat.XmlDeclHandler = self._declare
        self._namespace = ""
        self._depth = 0
        self._skipped = skipped
        self._children: list[tuple[str, int, int]] = []
        self._texts: list[list[str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition("}")
        position = self._record()
        if self._depth == 0:
            self.root, self._namespace = name, namespace
        elif self._depth == 1:
            self._name, self._start = name if namespace == self._namespace else tag, position
            self._texts.append([])
        self._depth += 1

    def end(self, tag: str) -> None:
        position = self._record()
        self._depth -= 1
        if self._depth == 1:
            self._children.append((self._name, self._start, position))
        self.root_is_closed = self._depth == 0

    def data(self, text: str) -> None:
        self._record()
        if self._depth > 1:
            self._texts[-1].append(text)

    def comment(self, text: str) -> None:
        self._record()

    def pi(self, target: str, data: str | None = None) -> None:
        self._record()

    def close(self) -> None:
        pass

    def elements(self, encoding: str, data: bytes) -> list[Element]:
        """Return the direct children of the root. Each token ends where the next one starts."""
        found, closed = [], "/>".encode(encoding)
        for (name, start, content_end), texts in zip(self._children, self._texts, strict=True):
            content_start = self._after(start)
            closes_itself = content_start == content_end and data[:content_end].endswith(closed)
            end = content_end if closes_itself else self._after(content_end)
            found.append(Element(name, "".join(texts).strip(), start, content_start, content_end, end))
        return found

    def _after(self, position: int) -> int:
        return self.positions[bisect_right(self.positions, position)]

    def _record(self) -> int:
        position = int(self._expat.CurrentByteIndex) + self._skipped
        if not self.root_is_closed:
            self.positions.append(position)
        return position

    def _declare(self, version: str, encoding: str | None, standalone: int) -> None:
        self.declared_encoding = encoding
