"""Screenshots of every state, for people to look at: `build/screenshots/`, which git ignores."""

import pytest

from tests.film_lists import ROOT
from tests.page.conftest import DESKTOP, PHONE, Open
from tests.page.states import STATES

FOLDER = ROOT / "build" / "screenshots"
SIZES = {"desktop": DESKTOP, "phone": PHONE}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_screenshots(open_page: Open, shipped_service: str, size: str, scheme: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for state, show in STATES.items():
        page = open_page(shipped_service, viewport=SIZES[size], color_scheme=scheme, reduced_motion="reduce")
        show(page)
        path = FOLDER / f"{size}-{scheme}-{state}.png"
        page.screenshot(path=path, full_page=page.locator("dialog[open]").count() == 0)
        assert path.stat().st_size > 10_000
        page.context.close()
