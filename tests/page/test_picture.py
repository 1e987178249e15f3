"""The README's picture of the page."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from lab.pictures.draw_page import PICTURE, SCALE, WIDTH, draw

MAX_BYTES = 150_000


def test_picture_can_be_drawn(browser: Browser, shipped_service: str, tmp_path: Path) -> None:
    draw(browser, shipped_service, tmp_path / "page.webp")
    with Image.open(tmp_path / "page.webp") as drawn, Image.open(PICTURE) as picture:
        assert drawn.width == picture.width == WIDTH * SCALE
    assert (tmp_path / "page.webp").stat().st_size < MAX_BYTES
    assert PICTURE.stat().st_size < MAX_BYTES
