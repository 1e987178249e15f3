"""Takes `docs/page.webp`, the README's picture of the page, beside a running service.

Run it with `python -m lab.pictures.draw_page` while `make run` serves. It needs Chromium.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, expect

from lab.benchmarks.chromium import open_browser

PICTURE = Path(__file__).parent.parent.parent / "docs" / "page.webp"
WIDTH, SCALE = 1280, 1.5
MARGIN = 32
EXAMPLE = "The House on Orbit Street"
QUALITY = 80


def draw(browser: Browser, url: str, path: Path) -> None:
    """Write a picture of the page at `url` that shows the answer to an example and its explanation."""
    page = browser.new_page(viewport={"width": WIDTH, "height": WIDTH}, device_scale_factor=SCALE, color_scheme="light")
    page.goto(url)
    page.get_by_role("button", name=EXAMPLE).click()
    expect(page.locator("#share")).to_be_visible()
    expect(page.locator("#why:not(.waiting)")).to_be_visible()
    page.mouse.move(0, 0)
    end = page.locator("#why").bounding_box()
    assert end
    height = end["y"] + end["height"] + MARGIN
    screenshot = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    page.close()
    Image.open(io.BytesIO(screenshot)).save(path, quality=QUALITY, method=6)


if __name__ == "__main__":
    with open_browser() as chromium:
        draw(chromium, sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000", PICTURE)
