"""Opens the system's Chromium with Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from movie_classifier.errors import MovieClassifierError

NAMES = ("chromium", "chromium-browser", "google-chrome")

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-quic",
)  # fmt: skip
"""Options that let Chromium run as root and without a screen, and keep it from contacting its maker."""


class BrowserNotFound(MovieClassifierError):
    """Raised when Chromium is not installed."""

    def __init__(self) -> None:
        super().__init__(f"none of {', '.join(NAMES)} is installed; on Debian: apt-get install chromium")


def find_chromium() -> str | None:
    """Return the path of Chromium; None if it is not installed."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def open_browser(*arguments: str) -> Iterator[Browser]:
    """Open Chromium without a window. `arguments` are further options of Chromium.

    Raises:
        BrowserNotFound: Chromium is not installed.
    """
    path = find_chromium()
    if path is None:
        raise BrowserNotFound
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *arguments])
        try:
            yield browser
        finally:
            browser.close()
