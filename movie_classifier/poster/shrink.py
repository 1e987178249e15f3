"""Reduces the posters of media libraries, which are larger than what the service and the model accept."""

from importlib.util import find_spec
from io import BytesIO

from movie_classifier.poster.encoding import MAX_POSTER_BYTES

SIZE = (500, 750)
"""Largest size in pixels of a reduced poster. The model reduces it further."""


def shrink_poster(content: bytes) -> bytes:
    """Return the poster as a smaller JPEG file if it is too large, and otherwise as it is.

    Without Pillow, a file that is too large stays as it is.

    Raises:
        PosterUnusable: the file cannot be decoded.
    """
    if find_spec("PIL") is None:
        return content
    from movie_classifier.poster.decode import MAX_PIXELS, check_scans, read_picture

    with read_picture(content) as picture:
        if len(content) <= MAX_POSTER_BYTES and picture.width * picture.height <= MAX_PIXELS:
            return content
        check_scans(picture, content)
        picture.thumbnail(SIZE)  # decodes a JPEG file at a fraction of its size
        reduced = BytesIO()
        picture.convert("RGB").save(reduced, "JPEG", quality=90)
        return reduced.getvalue()
