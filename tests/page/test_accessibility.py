"""The page with the keyboard alone, with a screen reader's view, in all colours and sizes."""

import json
import re
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import DESKTOP, PHONE, Open
from tests.page.states import STATES

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds. Finished transitions have their final colours."""
    page.wait_for_function("document.getAnimations().every(animation => animation.playState !== 'running')")
    page.evaluate(AXE)
    result = page.evaluate(f"axe.run({{runOnly: {json.dumps(TAGS)}}})")
    return [{"rule": each["id"], "elements": [node["html"] for node in each["nodes"]]} for each in result["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_violation(open_page: Open, shipped_service: str, state: str, scheme: str) -> None:
    """axe-core writes markup of its own, which the page's policy forbids."""
    page = open_page(shipped_service, color_scheme=scheme, bypass_csp=True)
    STATES[state](page)
    assert violations(page) == []


@pytest.mark.parametrize("state", ["answer", "file"])
def test_axe_finds_no_violation_on_a_phone(open_page: Open, shipped_service: str, state: str) -> None:
    page = open_page(shipped_service, viewport=PHONE, bypass_csp=True)
    STATES[state](page)
    assert violations(page) == []


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
    """From the top to the download of a file without a pointer."""
    STATES["empty"](page)
    assert [tab(page) for _ in range(5)] == ["API", "Model", "Model card", "Title", "Description"]
    page.keyboard.type("A gunslinger rides into a frontier town.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("High Plains")
    page.keyboard.press("Enter")
    expect(page.locator("#why-heading")).to_contain_text("Why Western?")
    assert tab(page, 2) == "Find its genres"
    examples = [tab(page) for _ in range(6)]
    assert examples[0] == "The Wild Robot"
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
    assert tab(page) == "Add the probability of every genre"
    page.keyboard.press("Space")
    expect(page.get_by_label("Add the probability of every genre")).to_be_checked()


def test_focus_is_visible(page: Page) -> None:
    STATES["answer"](page)
    page.get_by_label("Title").focus()
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
