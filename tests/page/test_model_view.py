"""The view of the model: scores, thresholds, and what the model card says."""

import requests
from playwright.sync_api import Page, expect

from movie_classifier.model.genres import GENRES
from tests.page.conftest import PHONE, Open

READ_CARD = """\
async (card) => {
  const { readCard } = await import(document.querySelector("script[type=module]").src.replace("main.js", "card.js"));
  return readCard(card).map(({ heading, nodes }) => [heading, nodes.map((node) => node.outerHTML)]);
}
"""


def test_shows_scores_thresholds_and_limits(page: Page, shipped_service: str) -> None:
    model = requests.get(f"{shipped_service}/model", timeout=10).json()
    page.get_by_role("link", name="Model").click()
    view = page.locator("#model-view")
    expect(view.get_by_role("heading", level=2)).to_have_text(f"{model['name']} {model['version']}")
    expect(view.get_by_role("heading", level=2)).to_be_focused()
    expect(page.locator(".genre-scores tbody tr")).to_have_count(len(GENRES))
    row = page.locator(".genre-scores tr").filter(has_text="Western")
    expect(row).to_contain_text(f"{model['metrics']['genres']['Western']['f1']:.2f}")
    expect(row).to_contain_text(f"{model['thresholds']['Western']:.0%}")
    expect(view).to_contain_text("The model was trained on English texts.")
    expect(view.get_by_role("region", name="By decade")).to_contain_text("1980s")
    expect(view.get_by_role("region", name="By genre")).to_have_count(0)
    expect(page.locator("#film")).to_be_hidden()
    page.get_by_role("link", name="Back to the films").click()
    expect(view).to_be_hidden()
    expect(page.locator("#film")).to_be_visible()


def test_fits_on_a_phone(open_page: Open, shipped_service: str) -> None:
    page = open_page(f"{shipped_service}/#model", viewport=PHONE)
    expect(page.get_by_role("heading", name="Limits")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.locator(".genre-scores .narrow-only").first).to_be_visible()
    expect(page.locator(".genre-scores .wide-only").first).to_be_hidden()


def test_the_text_of_a_card_is_no_markup(page: Page) -> None:
    card = (
        "# m\n\n<b>Bold</b> and `a < b`\n\n## Next\n\n"
        "- [a](https://a.test/x)\n- [b](javascript:alert(1))\n\n"
        "| x | F1 |\n|:-|-:|\n| <i> | 0.5 |\n"
    )
    [[_, [text]], [heading, [bullets, table]]] = page.evaluate(READ_CARD, card)
    assert text == "<p>&lt;b&gt;Bold&lt;/b&gt; and <code>a &lt; b</code></p>"
    assert heading == "Next"
    assert '<a href="https://a.test/x">a</a>' in bullets
    assert "[b](javascript:alert(1))" in bullets
    assert "&lt;i&gt;" in table
    assert 'class="fill" style="--value: 0.5;"' in table
