"""Services that need an API key."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from movie_classifier.service.settings import Settings
from tests.conftest import serving
from tests.page.conftest import Open
from tests.page.states import type_film

KEY = "sécret-key"


@pytest.fixture
def locked(tiny_model: Path) -> Iterator[str]:
    """The URL of a service that needs `KEY`."""
    with serving(Settings(model=tiny_model, api_keys=KEY)) as url:  # type: ignore[arg-type]
        yield url


def enter(page: Page, key: str) -> None:
    page.get_by_label("Key", exact=True).fill(key)
    page.get_by_role("button", name="Use this key").click()


def test_key_is_asked_for_and_sent(open_page: Open, locked: str) -> None:
    page = open_page(locked)
    expect(page.get_by_role("dialog", name="API key")).to_be_visible()
    enter(page, "wrong")
    expect(page.get_by_role("dialog")).to_contain_text("did not accept this key")
    enter(page, KEY)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#about")).to_contain_text("Model tiny")
    type_film(page, "Guns", "a soldier fights explosions and fires guns")
    expect(page.locator("#why-heading")).to_contain_text("Why ")


def test_key_is_kept_for_the_tab_only(open_page: Open, locked: str) -> None:
    page = open_page(locked)
    enter(page, KEY)
    expect(page.locator("#about")).to_contain_text("Model tiny")
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []
    page.reload()
    expect(page.locator("#about")).to_contain_text("Model tiny")
    other_tab = page.context.new_page()
    other_tab.goto(locked)
    expect(other_tab.get_by_role("dialog", name="API key")).to_be_visible()


def test_key_can_be_forgotten(open_page: Open, locked: str) -> None:
    page = open_page(locked)
    enter(page, KEY)
    page.get_by_role("button", name="Forget the API key").click()
    assert page.evaluate("sessionStorage.length") == 0
    page.reload()
    expect(page.get_by_role("dialog", name="API key")).to_be_visible()


def test_without_a_key_the_page_says_so(open_page: Open, locked: str) -> None:
    page = open_page(locked)
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_role("alert")).to_contain_text("The service needs an API key.")
    page.get_by_role("button", name="Enter the key").click()
    enter(page, KEY)
    expect(page.locator("#about")).to_contain_text("Model tiny")


def test_model_is_shown_with_the_key(open_page: Open, locked: str) -> None:
    page = open_page(f"{locked}/#model")
    enter(page, KEY)
    expect(page.get_by_role("heading", name="tiny")).to_be_visible()
    expect(page.locator("#model-view")).to_contain_text("GET /model")
    expect(page.locator("#model-view").get_by_role("link", name="JSON")).to_have_count(0)
