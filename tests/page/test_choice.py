"""A service with a file of genres: the page has the names, thresholds and genres of the file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from movie_classifier.service.settings import Settings
from tests.conftest import SHIPPED_MODEL, serving
from tests.page.conftest import Open
from tests.page.states import type_film
from tests.page.test_file import classify, write_csv

CHOICE = """\
left_out = ["Foreign", "Mystery", "Thriller", "Crime"]

[names]
"Science Fiction" = "Sci-Fi"
War = "War & History"
History = "War & History"

[thresholds]
Horror = 0.9
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service with `CHOICE`."""
    path = tmp_path_factory.mktemp("choice") / "genres.toml"
    path.write_text(CHOICE)
    with serving(Settings(model=SHIPPED_MODEL, genres_file=path)) as url:
        yield url


def test_answer_has_the_names_of_the_choice(open_page: Open, service: str) -> None:
    page = open_page(service)
    expect(page.locator(".example")).to_be_visible()
    expect(page.locator(".top-genre")).to_have_text("Sci-Fi")
    expect(page.locator(".reached li")).to_have_count(1)  # Horror is below its threshold, and Thriller is left out
    expect(page.locator("#why-heading")).to_contain_text("Why Sci-Fi?")
    expect(page.locator(".why-lists")).to_contain_text("For Sci-Fi")
    page.get_by_text("14 genres below their threshold").click()
    names = page.locator("#answer-result .name").all_text_contents()
    assert names.count("War & History") == 1
    assert not {"Science Fiction", "War", "History", "Foreign", "Thriller"} & set(names)
    page.get_by_role("button", name="War & History").click()
    expect(page.locator("#why-heading")).to_contain_text("Why War & History?")
    page.get_by_role("link", name="Model").click()
    expect(page.locator(".genre-scores")).to_contain_text("Sci-FiScience Fiction")
    expect(page.locator(".genre-scores tr").filter(has_text="Foreign")).to_contain_text("left out by this service")
    expect(page.locator(".genre-scores tr").filter(has_text="Horror")).to_contain_text("90%")


def test_film_without_a_genre(open_page: Open, service: str) -> None:
    page = open_page(service)
    expect(page.locator(".example")).to_be_visible()
    type_film(page, "The Cellar", "Something evil waits in the cellar, and it hungers for blood.")
    expect(page.locator(".top-genre")).to_have_text("No genre")
    expect(page.locator(".doubt")).to_contain_text("No genre of the choice is probable enough")


def test_file_has_the_names_of_the_choice(open_page: Open, service: str, tmp_path: Path) -> None:
    page = open_page(service)
    rows = [
        ["title", "plot"],
        ["Orbit", "An alien spaceship lands, and the astronauts of the crew flee to another planet."],
    ]
    classify(page, write_csv(tmp_path / "films.csv", rows))
    expect(page.locator("#file-run tbody tr").first).to_contain_text("Sci-Fi 9")
    expect(page.locator("#file-run .summary")).to_contain_text("Sci-Fi")
