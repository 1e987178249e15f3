"""Marks bytes that are no text instead of failing, so that a reader can find the rows with them, and show the bytes.

The byte `b` becomes the lone surrogate `U+DC00 + b`, which no decoded text has.
"""

import codecs
import re

MARK_BROKEN = "movie_classifier.mark"
"""Error handler of decoders that marks bytes. Python's `surrogateescape` fails for bytes below 128, as in UTF-16."""

_MARKS = 0xDC00
_BROKEN = re.compile("[\udc00-\udcff]")


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(_MARKS + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error(MARK_BROKEN, _mark)


def is_broken(text: str) -> bool:
    """Return whether `text` has a marked byte."""
    return not text.isascii() and bool(_BROKEN.search(text))


def show_broken(text: str) -> str:
    r"""Return `text` with each marked byte as an escape, such as `\xe9`."""
    return _BROKEN.sub(lambda match: f"\\x{ord(match[0]) - _MARKS:02x}", text)
