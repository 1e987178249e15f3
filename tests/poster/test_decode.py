"""Posters from anyone. All pictures are drawn here."""

import warnings

import pytest

pytest.importorskip("PIL")

from PIL import Image

from movie_classifier.errors import PosterUnusable
from movie_classifier.poster.decode import MAX_PIXELS, MAX_SCANS, is_readable, open_poster
from tests.poster.pictures import claim_size, draw, encode, repeat_last_scan


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_three_formats_are_read(form: str) -> None:
    picture = open_poster(draw((10, 200, 30), form=form))
    assert (picture.mode, picture.size) == ("RGB", (96, 144))
    assert picture.getpixel((90, 140)) == pytest.approx((10, 200, 30), abs=3)


def test_a_large_jpeg_file_is_decoded_at_a_smaller_size() -> None:
    large = draw((10, 200, 30), size=(800, 1200))
    assert open_poster(large).size == (800, 1200)
    assert open_poster(large, width=200).size == (200, 300)
    assert open_poster(large, width=201).size == (400, 600)
    assert open_poster(draw(size=(800, 1200), form="PNG"), width=200).size == (800, 1200)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16"])
def test_all_kinds_of_colours_become_rgb(mode: str) -> None:
    assert open_poster(encode(Image.new(mode, (20, 30)), "PNG")).mode == "RGB"


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_other_formats_are_refused(form: str) -> None:
    with pytest.raises(PosterUnusable, match="no JPEG, PNG or WebP file"):
        open_poster(draw(form=form))


@pytest.mark.parametrize("content", [b"text", b"<svg/>", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PosterUnusable, match="no JPEG, PNG or WebP file"):
        open_poster(content)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_what_is_cut_off_is_refused(form: str, share: float) -> None:
    content = draw(form=form, size=(200, 300))
    assert not is_readable(content[: int(len(content) * share)])


@pytest.mark.parametrize(("width", "height"), [(3_000, 2_000), (12_000, 10_000), (30_000, 30_000), (2**31 - 1, 1)])
def test_decompression_bombs_are_refused(width: int, height: int) -> None:
    """Pillow itself is silent about the first, warns of the second, and refuses the others."""
    bomb = claim_size(draw(form="PNG"), width, height)
    assert len(bomb) < 2_000
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(PosterUnusable, match=f"more than {MAX_PIXELS:,} pixels"):
            open_poster(bomb)


def test_the_largest_picture_is_read() -> None:
    assert open_poster(encode(Image.new("L", (2_000, 2_000)), "PNG")).size == (2_000, 2_000)


def test_many_scans_are_refused() -> None:
    progressive = draw(progressive=True)
    assert is_readable(progressive)
    assert is_readable(repeat_last_scan(progressive, 20))
    with pytest.raises(PosterUnusable, match=f"more than {MAX_SCANS} scans"):
        open_poster(repeat_last_scan(progressive, MAX_SCANS))


def test_of_an_animation_the_first_frame_counts() -> None:
    frames = [Image.new("RGB", (20, 30), colour) for colour in ((0, 0, 255), (255, 0, 0))]
    content = encode(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert open_poster(content).getpixel((5, 5)) == (0, 0, 255)
