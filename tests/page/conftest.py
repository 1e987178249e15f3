"""A real Chromium in front of a real service. `make test-browser` runs these tests, `make test` leaves them out."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lab.benchmarks.chromium import find_chromium, open_browser
from movie_classifier.service.settings import Settings
from tests.conftest import serving

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
TIMEOUT_MS = 20_000
POLICY = "Content Security Policy"

expect.set_options(timeout=TIMEOUT_MS)

Open = Callable[..., Page]
Contexts = dict[str, BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")
            if find_chromium() is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine (apt-get install chromium)"))


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser that ends with the last test of this folder, because its event loop would disturb other tests."""
    with open_browser("--host-resolver-rules=MAP films.test 127.0.0.1") as browser:
        yield browser


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> Contexts:
    """Browser contexts that tests share, by their options. Pages load faster in them, because the files are cached."""
    return {}


@pytest.fixture
def open_page(browser: Browser, contexts: Contexts) -> Iterator[Open]:
    """Opens an address in a new tab of a shared context, or of a new context if `own_context` is true.

    No page may have an error, or break its Content-Security-Policy.
    """
    own: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(url: str, own_context: bool = False, **options: object) -> Page:
        context = None if own_context else contexts.get(repr(options))
        if context is None:
            context = browser.new_context(**{"viewport": DESKTOP, **options})
            context.set_default_timeout(TIMEOUT_MS)
            if own_context:
                own.append(context)
            else:
                contexts[repr(options)] = context
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if POLICY in message.text else None)
        page.goto(url)
        return page

    yield open_page
    for context in own:
        context.close()
    for context in contexts.values():
        for page in context.pages:
            page.close()
    assert errors == []


@pytest.fixture
def page(open_page: Open, shipped_service: str) -> Page:
    """The page of the service with the shipped model, when it has shown its example."""
    page = open_page(shipped_service)
    expect(page.locator(".example")).to_be_visible()
    return page


@pytest.fixture
def tiny_service_with_prefix(tiny_model: Path) -> Iterator[str]:
    """The address of the page of a service below a path prefix, without the slash at its end."""
    with serving(Settings(model=tiny_model, root_path="/movies")) as url:
        yield f"{url}/movies"
