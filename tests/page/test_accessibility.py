"""The page with the keyboard alone, and in a screen reader's view."""

import re

from playwright.sync_api import Page, expect

from tests.page.conftest import DESKTOP, PHONE, Open
from tests.page.states import EXAMPLES, STATES


def focused(page: Page) -> str:
    """Text or label of the focused element."""
    text = page.evaluate(
        "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.replace(/\\s+/g, ' ').trim()"
    )
    return str(text)


def tab(page: Page, times: int = 1) -> str:
    for _ in range(times):
        page.keyboard.press("Tab")
    return focused(page)


def test_keyboard_alone(page: Page) -> None:
    """From the top to the bottom without a pointer."""
    STATES["empty"](page)
    assert [tab(page) for _ in range(4)] == ["API", "Model", "Title", "Description"]
    page.keyboard.type("A gunslinger rides into a frontier town.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("High Plains")
    page.keyboard.press("Enter")
    expect(page.locator("#why-heading")).to_contain_text("Why Western?")
    assert tab(page, 2) == "Find its genres"
    examples = [tab(page) for _ in range(6)]
    assert examples[0] == EXAMPLES[0]["title"]
    assert tab(page).startswith("Western")
    assert tab(page) == "19 genres below their threshold"
    page.keyboard.press("Enter")
    other = tab(page)
    page.keyboard.press("Enter")
    expect(page.locator("#why-heading")).not_to_contain_text("Why Western?")
    assert other.startswith(page.locator("#why-heading").inner_text().removeprefix("Why ").split("?")[0])
    assert focused(page) == other, "the focus stays where the user is"
    assert tab(page, 19) == "Copy link"
    assert tab(page, 3) == "Choose a CSV file or drop it here"
    assert tab(page) == "TMDB"


def test_focus_is_visible(page: Page) -> None:
    STATES["answer"](page)
    page.get_by_label("Title", exact=True).focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        width = page.evaluate(
            "parseFloat(getComputedStyle(document.activeElement.type === 'file'"
            " ? document.activeElement.parentElement : document.activeElement).outlineWidth)"
        )
        assert width >= 2, focused(page)


def test_focus_moves_from_stop_to_download(page: Page) -> None:
    STATES["file-in-progress"](page)
    page.get_by_role("button", name="Stop").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Download CSV")).to_be_focused()
    assert tab(page) == "with the probability of every genre"
    page.keyboard.press("Space")
    expect(page.get_by_label("with the probability of every genre")).to_be_checked()


def test_answers_are_announced(page: Page) -> None:
    STATES["answer"](page)
    status = page.get_by_role("status").filter(has_text="Animation")
    expect(status).to_contain_text("Also Family, Adventure")
    name = re.compile(r"^Animation \d\d% , threshold \d\d%, explain$")
    expect(page.get_by_role("button", name=name, pressed=True)).to_be_visible()


def test_nothing_moves_if_the_user_wants_no_motion(open_page: Open, shipped_service: str) -> None:
    page = open_page(shipped_service, viewport=PHONE, reduced_motion="reduce")
    STATES["answer"](page)
    moving = "element => getComputedStyle(element).transitionDuration !== '0s'"
    assert page.evaluate(f"[...document.querySelectorAll('*')].filter({moving}).length") == 0


def test_labels_and_directions_do_not_depend_on_colour(open_page: Open, shipped_service: str) -> None:
    page = open_page(shipped_service, viewport=DESKTOP)
    STATES["answer"](page)
    style = "element => getComputedStyle(element).borderBottomStyle"
    assert page.locator(".why-text mark.for").first.evaluate(style) == "solid"
    assert page.locator(".why-text mark.against").first.evaluate(style) == "dashed"
