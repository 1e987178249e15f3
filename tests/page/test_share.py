"""Links and commands that bring a film back."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Page, expect

from movie_classifier.service.settings import Settings
from tests.conftest import serving
from tests.page.conftest import Open
from tests.page.states import type_film

HARD = [
    ('It\'s a "film"', "He said: 'don't'. $HOME `id` $(id) \\n !! A gunslinger rides into town."),
    ("--help", "-x\nsecond line\n\n\ttab & <b> | ; * ? ~ # % {a,b} A gunslinger."),
    ("Amélie 🤠", "Ünïcödé ' \\' '' \\\\' A gunslinger\u2028rides."),
]


def open_with_clipboard(open_page: Open, url: str) -> Page:
    return open_page(url, permissions=["clipboard-read", "clipboard-write"])


def copied(page: Page, button: str) -> str:
    page.get_by_role("button", name=button).click()
    expect(page.locator("#share-status")).to_have_text("Copied.")
    return str(page.evaluate("navigator.clipboard.readText()"))


def run(line: str) -> str:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", line], env=os.environ | {"PATH": path}, capture_output=True, text=True, check=True, timeout=60
    ).stdout


def test_link_brings_film_and_genre_back(open_page: Open, shipped_service: str) -> None:
    title, description = HARD[0]
    page = open_with_clipboard(open_page, shipped_service)
    type_film(page, title, description)
    expect(page.locator(".why-text .title")).to_have_text(title)
    page.get_by_text("below their threshold").click()
    page.get_by_role("button", name="Horror").click()
    expect(page.locator("#why-heading")).to_contain_text("Why Horror?")
    link = copied(page, "Copy link")
    assert link.startswith(f"{shipped_service}/#title=")
    again = open_page(link)
    expect(again.get_by_label("Title")).to_have_value(title)
    expect(again.get_by_label("Description")).to_have_value(description)
    expect(again.locator("#why-heading")).to_contain_text("Why Horror?")


def test_link_to_a_genre_that_the_model_does_not_have(open_page: Open, shipped_service: str) -> None:
    page = open_page(f"{shipped_service}/#title=High+Plains&description=A+gunslinger+rides+into+town.&genre=Cats")
    expect(page.locator("#why-heading")).to_contain_text("Why Western?")


@pytest.mark.parametrize(("title", "description"), HARD)
def test_curl_line_asks_for_the_same_film(open_page: Open, shipped_service: str, title: str, description: str) -> None:
    page = open_with_clipboard(open_page, shipped_service)
    type_film(page, title, description)
    line = copied(page, "Copy as curl")
    film = {"title": title, "description": description}
    assert json.loads(shlex.split(line)[-1]) == film
    assert json.loads(run(line)) == requests.post(f"{shipped_service}/genre", json=film, timeout=10).json()


@pytest.mark.parametrize(("title", "description"), HARD)
def test_command_line_asks_for_the_same_film(
    open_page: Open, shipped_service: str, title: str, description: str
) -> None:
    page = open_with_clipboard(open_page, shipped_service)
    type_film(page, title, description)
    answer = json.loads(run(f"{copied(page, 'Copy as command')} --json"))
    assert (answer["title"], answer["description"]) == (title, description)


def test_lines_do_not_contain_the_key(open_page: Open, tiny_model: Path) -> None:
    with serving(Settings(model=tiny_model, api_keys="secret")) as url:  # type: ignore[arg-type]
        page = open_with_clipboard(open_page, url)
        page.get_by_label("Key", exact=True).fill("secret")
        page.get_by_role("button", name="Use this key").click()
        type_film(page, "Guns", "a soldier fights")
        line = copied(page, "Copy as curl")
        assert "secret" not in line + copied(page, "Copy as command") + copied(page, "Copy link")
        assert json.loads(run(f"export MOVIE_CLASSIFIER_API_KEY=secret\n{line}"))["Action"] > 0


def test_text_is_shown_where_the_browser_forbids_to_copy(open_page: Open, shipped_service: str) -> None:
    """Browsers have a clipboard on https and localhost only. `films.test` is another name of this machine."""
    page = open_page(shipped_service.replace("127.0.0.1", "films.test"))
    assert page.evaluate("navigator.clipboard === undefined")
    type_film(page, "High Plains", "A gunslinger rides into town.")
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.get_by_role("dialog")).to_contain_text("curl --silent")
    assert "curl --silent" in page.evaluate("getSelection().toString()")
