"""The page for people: its files, without a browser. tests/page/ uses it in one."""

import gzip
import json
import re
from pathlib import Path

import pytest
import requests

from movie_classifier import film
from movie_classifier.film import Film
from movie_classifier.service.api.page import FOLDER, NOT_FOUND, render_not_found
from movie_classifier.service.settings import Settings
from movie_classifier.tables import columns
from tests.conftest import SHIPPED_MODEL, load_shared, serving
from tests.service.api.test_bad_input import check_error

INDEX = (FOLDER / "index.html").read_text()
SCRIPTS = sorted(FOLDER.glob("*.js"))
MAX_TRANSFERRED = 100_000
TMDB = "https://www.themoviedb.org/"

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def paths() -> list[str]:
    return sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())


def test_page_has_a_strict_policy(service: str, http: requests.Session) -> None:
    answer = http.get(service)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.text == INDEX
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy


@pytest.mark.parametrize("path", ["", "page/main.js", "page/style.css", "page/vendor/league-gothic.woff2"])
def test_files_are_cached_until_they_change(service: str, http: requests.Session, path: str) -> None:
    first = http.get(f"{service}/{path}")
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"
    again = http.get(f"{service}/{path}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    changed = http.get(f"{service}/{path}", headers={"If-None-Match": '"another"'})
    assert (changed.status_code, changed.content) == (200, first.content)
    head = http.head(f"{service}/{path}")
    assert (head.status_code, head.content) == (200, b"")


def test_text_is_compressed_if_the_client_accepts_it(service: str, http: requests.Session) -> None:
    plain = http.get(f"{service}/page/style.css", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    packed = http.get(f"{service}/page/style.css", headers={"Accept-Encoding": "gzip"}, stream=True)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.raw.read()) == plain.content == (FOLDER / "style.css").read_bytes()


def test_the_whole_page_is_small(service: str, http: requests.Session) -> None:
    names = [*(name for name in paths() if not name.endswith((".LICENSE", NOT_FOUND))), "limits.js", "choice.json"]
    urls = [f"{service}/" if name == "index.html" else f"{service}/page/{name}" for name in names]
    sizes = [int(http.get(url, headers={"Accept-Encoding": "gzip"}).headers["Content-Length"]) for url in urls]
    assert sum(sizes) < MAX_TRANSFERRED


@pytest.mark.parametrize(
    "path", ["page/", "page/nothing.js", "page/index.html", "page/404.html", "page/..%2Fapi%2Fpage.py"]
)
def test_other_files_are_not_found(service: str, http: requests.Session, path: str) -> None:
    assert check_error(http.get(f"{service}/{path}"), 404)


def test_page_can_be_left_out(tiny_model: Path, http: requests.Session) -> None:
    with serving(Settings(model=tiny_model, page="off")) as url:  # type: ignore[arg-type]
        assert check_error(http.get(url), 404)
        assert check_error(http.get(f"{url}/page/main.js"), 404)
        assert http.get(f"{url}/docs").status_code == 200
        assert check_error(http.get(f"{url}/nothing", headers=BROWSER), 404)


def test_page_needs_no_key(tiny_model: Path, http: requests.Session) -> None:
    with serving(Settings(model=tiny_model, api_keys="key")) as url:  # type: ignore[arg-type]
        assert http.get(url).status_code == 200
        assert http.get(f"{url}/page/main.js").status_code == 200
        assert http.get(f"{url}/model").status_code == 401
        assert http.get(f"{url}/page/choice.json").status_code == 401


def test_page_is_no_part_of_the_api(service: str, http: requests.Session) -> None:
    assert not [path for path in http.get(f"{service}/openapi.json").json()["paths"] if "page" in path or path == "/"]


def test_page_refers_to_its_own_files_only() -> None:
    references = re.findall(r"""(?:src|href)="([^"]+)\"""", INDEX)
    files = {reference.removeprefix("page/") for reference in references if reference.startswith("page/")}
    assert set(references) - {f"page/{name}" for name in files} == {"docs", "#", "#model", TMDB}
    licences = {name for name in paths() if name.endswith(".LICENSE")}
    assert files | licences | {"index.html", "examples.json", NOT_FOUND} == {*paths(), "limits.js"}
    imports = {name for script in SCRIPTS for name in re.findall(r'from "\./([^"]+)"', script.read_text())}
    assert imports == {script.name for script in SCRIPTS} - {"main.js"} | {"limits.js"}  # which the service renders
    assert set(re.findall(r'rel="modulepreload" href="page/([^"]+)"', INDEX)) == imports


def test_a_browser_gets_a_page_for_an_unknown_address(service: str, http: requests.Session) -> None:
    answer = http.get(f"{service}/films/nothing", headers=BROWSER)
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    for reference in re.findall(r'href="([^"]+)"', answer.text):
        assert http.get(service + reference).status_code == 200, reference
    assert check_error(http.get(f"{service}/films/nothing"), 404)
    assert check_error(http.post(f"{service}/films/nothing", headers=BROWSER), 404)
    assert check_error(http.get(f"{service}/model/card", headers=BROWSER), 404)["detail"] == "the model has no card"


def test_the_page_for_an_unknown_address_knows_the_prefix() -> None:
    references = set(re.findall(r'href="([^"]+)"', render_not_found("/movies").decode()))
    assert references == {"/movies/", "/movies/docs", "/movies/page/style.css", "/movies/page/favicon.svg"}


def test_the_page_learns_the_choice_of_the_service(tiny_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "genres.toml"
    path.write_text("min_probability = 0.1\nleft_out = ['Foreign']\n[names]\nWar = 'Conflict'\n[thresholds]\nWar = 0\n")
    with serving(Settings(model=tiny_model, genres_file=path)) as url:
        choice = requests.get(f"{url}/page/choice.json", timeout=10).json()
    assert choice["names"]["War"] == "Conflict"
    assert "Foreign" not in choice["names"]
    assert (choice["thresholds"]["War"], choice["thresholds"]["Drama"]) == (0.1, 0.5)


def test_every_vendored_file_has_its_licence() -> None:
    names = {path.name for path in (FOLDER / "vendor").iterdir()}
    assert names == {"league-gothic.woff2", "league-gothic.LICENSE"}


def test_nothing_is_inline_and_no_text_becomes_markup() -> None:
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]* src=)", INDEX)
    for script in SCRIPTS:
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(", script.read_text()), script


def test_limits_are_those_of_the_service(service: str) -> None:
    answer = requests.get(f"{service}/page/limits.js", timeout=10)
    assert answer.headers["Content-Type"].startswith("text/javascript")
    limits = dict(re.findall(r"export const ([A-Z_]+) = (.+);", answer.text))
    assert json.loads(limits["MAX_TITLE_LENGTH"]) == film.MAX_TITLE_LENGTH
    assert json.loads(limits["TITLE_COLUMNS"]) == list(columns.TITLE_COLUMNS)


def test_examples_have_the_genre_that_a_reader_expects() -> None:
    examples = json.loads((FOLDER / "examples.json").read_text())
    predictions = load_shared(SHIPPED_MODEL).predict(
        [Film(example["title"], example["description"]) for example in examples]
    )
    assert [prediction.genre for prediction in predictions] == [example["genre"] for example in examples]
    assert len({example["genre"] for example in examples}) == 6


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, *", False),
        ("identity, *;q=0", False),
    ],
)
def test_gzip_only_where_it_is_accepted(service: str, http: requests.Session, header: str, accepted: bool) -> None:
    answer = http.get(f"{service}/page/style.css", headers={"Accept-Encoding": header})
    assert (answer.headers.get("Content-Encoding") == "gzip") == accepted
    assert answer.headers["ETag"].startswith('W/"')  # one tag for both answers
