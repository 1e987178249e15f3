"""Posters as bytes and as base64, which JSON can carry. This module needs no Pillow."""

import base64
from pathlib import Path

from movie_classifier.errors import PosterUnusable

MAX_POSTER_BYTES = 2**19
"""Largest file of a poster. As base64 it fits into a request body of 1 MiB, next to the longest description."""

MAX_POSTER_CHARACTERS = 720_000
"""Length of the largest poster in base64, which may have a line break after 76 characters."""


def read_poster(path: Path) -> bytes:
    """Return the content of the file.

    Raises:
        OSError: the file cannot be read.
        PosterUnusable: it is empty or larger than `MAX_POSTER_BYTES`.
    """
    with path.open("rb") as file:
        return check_size(file.read(MAX_POSTER_BYTES + 1))


def encode_poster(content: bytes) -> str:
    """Return a file's content as base64."""
    return base64.b64encode(content).decode()


def decode_poster(text: str) -> bytes:
    """Return the content of the file that `text` has as base64, with or without line breaks.

    Raises:
        PosterUnusable: `text` is no base64, or the file is empty or larger than `MAX_POSTER_BYTES`.
    """
    try:
        content = base64.b64decode("".join(text.split()), validate=True)
    except ValueError as error:
        raise PosterUnusable("it is not base64") from error
    return check_size(content)


def check_size(content: bytes) -> bytes:
    """Return `content` if it has the size of a poster.

    Raises:
        PosterUnusable: it is empty or larger than `MAX_POSTER_BYTES`.
    """
    if not content:
        raise PosterUnusable("it is empty")
    if len(content) > MAX_POSTER_BYTES:
        raise PosterUnusable(f"it has more than {MAX_POSTER_BYTES // 1024} KiB")
    return content
