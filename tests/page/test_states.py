"""Every state of the page in every colour scheme and size: accessibility rules, and a screenshot to look at.

The screenshots are in `build/screenshots/`, which git ignores.
"""

import json
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Page

from tests.film_lists import ROOT
from tests.page.conftest import DESKTOP, PHONE, Open
from tests.page.states import STATES

FOLDER = ROOT / "build" / "screenshots"
SIZES = {"desktop": DESKTOP, "phone": PHONE}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", STATES)
def test_state(open_page: Open, shipped_service: str, state: str, size: str) -> None:
    """axe-core writes markup of its own, which the policy of the page forbids: it is off here."""
    page = open_page(shipped_service, viewport=SIZES[size], reduced_motion="reduce", bypass_csp=True)
    STATES[state](page)
    FOLDER.mkdir(parents=True, exist_ok=True)
    is_dialog = page.locator("dialog[open]").count() > 0
    violations = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.screenshot(path=FOLDER / f"{size}-{scheme}-{state}.png", full_page=not is_dialog)
        violations[scheme] = find_violations(page)
    assert violations == {scheme: [] for scheme in SCHEMES}


def find_violations(page: Page) -> list[dict[str, Any]]:
    """What axe-core finds: the rule, and the elements that break it."""
    page.evaluate(AXE)
    result = page.evaluate(f"axe.run({{runOnly: {json.dumps(TAGS)}, resultTypes: ['violations']}})")
    return [{"rule": each["id"], "elements": [node["html"] for node in each["nodes"]]} for each in result["violations"]]


def test_violations_are_found(open_page: Open, shipped_service: str) -> None:
    page = open_page(shipped_service, bypass_csp=True)
    page.evaluate("document.querySelector('#film').style.color = 'silver'")
    page.evaluate("document.querySelector('html').removeAttribute('lang')")
    assert {each["rule"] for each in find_violations(page)} == {"color-contrast", "html-has-lang"}
