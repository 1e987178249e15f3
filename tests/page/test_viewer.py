"""The dialog that shows the model and its card."""

import requests
from playwright.sync_api import expect

from tests.page.conftest import PHONE, Open

COUNT_LINES = "table => Math.round(table.clientHeight / parseFloat(getComputedStyle(table).lineHeight))"


def test_tables_of_the_card_keep_their_lines_on_a_phone(open_page: Open, shipped_service: str) -> None:
    page = open_page(shipped_service, viewport=PHONE)
    card = requests.get(f"{shipped_service}/model/card", timeout=10).text
    page.get_by_role("link", name="Model card").click()
    expect(page.locator("#viewer-text")).to_have_text(card)
    assert page.locator("#viewer-text").text_content() == card
    tables = page.locator("#viewer-text .table").all()
    assert sum(card.count(f"\n{table.text_content()}") for table in tables) == len(tables) >= 2
    for table in tables:
        assert table.evaluate(COUNT_LINES) == (table.text_content() or "").count("\n")
    assert page.locator("#viewer-text").evaluate("text => text.scrollWidth > text.clientWidth")
