"""The finished example that the page starts with, and the film that a reload keeps."""

from playwright.sync_api import Page, expect

from tests.page.conftest import Open
from tests.page.states import EXAMPLES, type_film
from tests.page.test_film import GUNSLINGER


def check_example(page: Page) -> None:
    """The answer is that of the first example, and nobody takes it for an answer to the form."""
    expect(page.locator(".example")).to_have_text(f"Example {EXAMPLES[0]['title']} {EXAMPLES[0]['description']}")
    expect(page.locator("#why-heading")).to_contain_text(f"Why {EXAMPLES[0]['genre']}?")
    expect(page.locator("#answer-status")).to_be_empty()
    expect(page.locator("#share")).to_be_hidden()


def test_starts_with_a_finished_example(page: Page) -> None:
    expect(page).to_have_title("Movie genre classifier")
    expect(page.locator("#about")).to_contain_text("20 genres")
    check_example(page)
    page.get_by_role("button", name="Horror").click()
    expect(page.locator("#why-heading")).to_contain_text("Why Horror?")
    expect(page.get_by_label("Title", exact=True)).to_have_value("")
    page.get_by_role("button", name=EXAMPLES[0]["title"]).click()
    expect(page.locator(".example")).to_have_count(0)
    expect(page.locator("#share")).to_be_visible()


def test_counts_characters_as_the_service_does(page: Page) -> None:
    type_film(page, "Guns", "🤠" * 1000)
    expect(page.locator("#description-count")).to_have_text("1,000 of 20,000 characters")


def test_a_reload_keeps_the_film(page: Page) -> None:
    type_film(page, **GUNSLINGER)
    page.reload()
    expect(page.get_by_label("Title", exact=True)).to_have_value(GUNSLINGER["title"])
    expect(page.locator(".top-genre")).to_have_text("Western")
    type_film(page, "", "")
    page.reload()
    check_example(page)
    assert page.evaluate("sessionStorage.length") == 0


def test_a_reload_keeps_the_film_and_not_that_of_the_link(open_page: Open, shipped_service: str) -> None:
    page = open_page(f"{shipped_service}/#title=A&description=A+ghost+haunts+the+terrified+children.")
    expect(page.locator(".top-genre")).to_have_text("Horror")
    type_film(page, **GUNSLINGER)
    page.reload()
    expect(page.locator(".top-genre")).to_have_text("Western")


def test_clearing_the_film_clears_the_answer(page: Page) -> None:
    type_film(page, **GUNSLINGER)
    expect(page.locator("#why")).to_be_visible()
    page.get_by_label("Description").fill("")
    check_example(page)
