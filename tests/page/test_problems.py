"""What went wrong is said in words."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from movie_classifier.service.settings import Settings
from tests.conftest import serving
from tests.page.conftest import Open
from tests.page.states import type_film


def test_service_that_goes_down(open_page: Open, tiny_model: Path) -> None:
    with serving(Settings(model=tiny_model)) as url:
        page = open_page(url)
        type_film(page, "Guns", "a soldier fights")
        expect(page.locator("#why")).to_be_visible()
    page.get_by_label("Description").press_sequentially(" and fires guns")
    expect(page.get_by_role("alert")).to_contain_text("The service cannot be reached. Check that it is running")
    expect(page.locator("#answer-result")).to_be_hidden()
    expect(page.locator("#why")).to_be_hidden()


def test_service_that_comes_back(page: Page) -> None:
    page.route("**/genres", lambda route: route.abort())
    type_film(page, "High Plains", "A gunslinger rides into town.")
    expect(page.get_by_role("alert")).to_contain_text("Trying again in 1 s.")
    page.unroute("**/genres")
    expect(page.locator(".top-genre")).to_have_text("Western")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_user_can_try_again(page: Page) -> None:
    page.route("**/genres", lambda route: route.fulfill(status=500, json={"detail": "internal error", "errors": []}))
    type_film(page, "High Plains", "A gunslinger rides into town.")
    expect(page.get_by_role("alert")).to_contain_text("The service answered with error 500 (internal error).")
    page.unroute("**/genres")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".top-genre")).to_have_text("Western")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (429, "The service gets too many requests. Trying again in 1 s."),
        (503, "The service is busy or starting (the request waited for 10 s). Trying again in 1 s."),
    ],
)
def test_busy_service_is_asked_again_when_it_says(page: Page, status: int, words: str) -> None:
    """The service itself answers 503 only under load, and 429 comes from proxies: the browser plays their part."""
    body = {"detail": "the request waited for 10 s", "errors": []}
    answer = {"status": status, "headers": {"Retry-After": "1"}, "json": body}
    page.route("**/genres", lambda route: route.fulfill(**answer), times=1)
    type_film(page, "High Plains", "A gunslinger rides into town.")
    expect(page.get_by_role("alert")).to_have_text(f"{words}Try again")
    expect(page.locator(".top-genre")).to_have_text("Western")


def test_text_that_is_too_large_for_the_service(open_page: Open, tiny_model: Path) -> None:
    with serving(Settings(model=tiny_model, max_batch_body_bytes=1000)) as url:
        page = open_page(url)
        type_film(page, "Guns", "a soldier fights " * 100)
        expect(page.get_by_role("alert")).to_contain_text(
            "The text is too large for this service (the body is larger than 1000 bytes)."
        )


def test_answer_of_something_else(page: Page) -> None:
    page.route("**/genres", lambda route: route.fulfill(status=200, body="<html>A portal</html>"))
    type_film(page, "High Plains", "A gunslinger rides into town.")
    expect(page.get_by_role("alert")).to_contain_text("not an answer of the movie classifier")
