"""Decodes a stream of text, and marks bytes that are no text instead of failing.

pyarrow fails for a whole block if one byte of it is invalid. Here such a byte becomes one character at the end of
Unicode's last private area, which no text uses. So a reader can find the rows with broken bytes, and show the bytes.
"""

import codecs
import re
from typing import Any

import pyarrow as pa

_MARKS = 0x10FF00
"""The byte `b` is marked by the character `_MARKS + b`."""

_UTF8_PREFIX = chr(_MARKS).encode()[:2]

BROKEN = f"[{chr(_MARKS)}-{chr(_MARKS + 0xFF)}]"
"""Regular expression for a marked byte."""

_BROKEN = re.compile(BROKEN)


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(_MARKS + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("movie_classifier.mark", _mark)


class Decoder:
    """Turns a stream of text in some encoding into UTF-8.

    Attributes:
        found_broken: whether the text so far may have marked bytes.
    """

    def __init__(self, encoding: str) -> None:
        self.found_broken = False
        self._decoder = codecs.getincrementaldecoder(encoding)("movie_classifier.mark")

    def decode(self, stream: Any) -> Any:
        """Return a pyarrow stream with the text of a pyarrow stream of bytes."""
        return pa.TransformInputStream(stream, self._transform)

    def _transform(self, data: Any) -> bytes:
        text = self._decoder.decode(bytes(data), final=not len(data)).encode()
        self.found_broken = self.found_broken or _UTF8_PREFIX in text
        return text


def is_broken(text: str) -> bool:
    """Return whether `text` has a marked byte."""
    return bool(_BROKEN.search(text))


def show_broken(text: str) -> str:
    r"""Return `text` with each marked byte as an escape, such as `\xe9`."""
    return _BROKEN.sub(lambda match: f"\\x{ord(match[0]) - _MARKS:02x}", text)
