"""Pictures that the tests draw, and files that only look like pictures."""

import io
import struct
import zlib

from PIL import Image, ImageDraw

DARK, BRIGHT = (5, 5, 10), (250, 250, 245)


def draw(
    colour: tuple[int, int, int] = DARK, size: tuple[int, int] = (96, 144), form: str = "JPEG", **options: object
) -> bytes:
    """The file of a picture with an ellipse."""
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).ellipse([10, 10, 30, 40], fill=(200, 30, 30))
    return encode(picture, form, **options)


def encode(picture: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)  # type: ignore[arg-type]
    return file.getvalue()


def claim_size(png: bytes, width: int, height: int) -> bytes:
    """A PNG file whose header claims another size: a decompression bomb of a few bytes."""
    header = b"IHDR" + struct.pack(">II", width, height) + png[24:29]
    return png[:12] + header + struct.pack(">I", zlib.crc32(header)) + png[33:]


def repeat_last_scan(jpeg: bytes, times: int) -> bytes:
    """A progressive JPEG file with many scans, each of which makes a decoder visit the whole picture."""
    start = jpeg.rindex(b"\xff\xda")
    return jpeg[:start] + jpeg[start:-2] * times + jpeg[-2:]
