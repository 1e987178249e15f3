"""No page of the service requests anything from another origin."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.page.conftest import Open
from tests.page.states import show_file


@pytest.mark.parametrize(
    ("path", "selector"),
    [("/", "#examples button"), ("/docs", ".opblock-summary"), ("/redoc", "h2:has-text('Probability of each genre')")],
)
def test_no_request_to_another_origin(browser: Browser, shipped_service: str, path: str, selector: str) -> None:
    """The policy of /redoc blocks the logo that Redoc wants from its maker's host, before it is requested."""
    page = browser.new_page()
    requested: list[str] = []
    blocked: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("requestfailed", lambda request: blocked.append(request.url) if request.failure == "csp" else None)
    page.goto(shipped_service + path)
    expect(page.locator(selector).first).to_be_visible()
    if path == "/":
        page.get_by_role("button", name="Free Solo").click()
        expect(page.locator("#why")).to_be_visible()
        show_file(page)
    page.wait_for_load_state("networkidle")
    page.close()
    assert len(blocked) == (path == "/redoc")
    sent = [url for url in requested if url not in blocked and not url.startswith(("data:", "blob:"))]
    hosts = {urlsplit(url).netloc for url in sent}
    assert hosts == {urlsplit(shipped_service).netloc}


def test_films_are_not_in_the_address_of_any_request(open_page: Open, shipped_service: str) -> None:
    page = open_page("about:blank")
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(f"{shipped_service}/#title=Gunslinger&description=A+gunslinger+rides.")
    expect(page.locator("#why")).to_be_visible()
    assert not [url for url in requested if "unslinger" in url.split("#")[0]]
