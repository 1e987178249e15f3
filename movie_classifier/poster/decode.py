"""Decodes posters that anyone may have sent.

A small file can ask for much memory or time. So the size of the picture and the number of scans are checked before
anything is decoded.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image

from movie_classifier.errors import PosterUnusable

FORMATS = ("JPEG", "PNG", "WEBP")
"""Formats that are read. Pillow knows forty more, which nobody uses for posters."""

MAX_PIXELS = 4_000_000
"""Largest poster in pixels. A small file can claim a huge picture: a decompression bomb."""

MAX_SCANS = 100
"""Largest number of scans in a JPEG file. Progressive files have about ten. Each scan visits the whole picture, and may
have only a few bytes."""

START_OF_SCAN = b"\xff\xda"
"""Marker before a scan. The data of a scan have a zero after each `ff`, so they never contain it."""

warnings.filterwarnings("error", category=Image.DecompressionBombWarning)


def open_poster(content: bytes, width: int = MAX_PIXELS) -> Image.Image:
    """Decode an image file as RGB. Of an animation, the first frame counts.

    Args:
        content: the file.
        width: width in pixels that is enough. A larger JPEG file is decoded at a half, a quarter or an eighth of its
            size if that is at least as wide, which is faster.

    Raises:
        PosterUnusable: it is no JPEG, PNG or WebP file, is cut off, or asks for too much memory or time.
    """
    with read_picture(content) as picture:
        _check_effort(picture, content)
        picture.draft("RGB", (width, 1))
        decoded: Image.Image = picture.convert("RGB")
        return decoded


@contextmanager
def read_picture(content: bytes) -> Iterator[Image.Image]:
    """Open an image file that is decoded in the block.

    Raises:
        PosterUnusable: it cannot be opened, or not be decoded in the block.
    """
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as picture:
            yield picture
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except PosterUnusable:
        raise
    except Exception as error:  # Pillow raises many kinds of exceptions for broken files
        raise PosterUnusable("it is no JPEG, PNG or WebP file, or is damaged") from error


def is_readable(content: bytes) -> bool:
    """Return whether `open_poster` decodes the file."""
    try:
        open_poster(content)
    except PosterUnusable:
        return False
    return True


def _check_effort(picture: Image.Image, content: bytes) -> None:
    if picture.width * picture.height > MAX_PIXELS:
        raise _too_large()
    check_scans(picture, content)


def check_scans(picture: Image.Image, content: bytes) -> None:
    """Raise `PosterUnusable` if a JPEG file asks for the work of many pictures."""
    if picture.format == "JPEG" and content.count(START_OF_SCAN) > MAX_SCANS:
        raise PosterUnusable(f"it has more than {MAX_SCANS} scans")


def _too_large() -> PosterUnusable:
    return PosterUnusable(f"it has more than {MAX_PIXELS:,} pixels")
