"""A file of films: in, classified, out."""

import csv
import gzip
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from movie_classifier.film import MAX_DESCRIPTION_LENGTH
from movie_classifier.model.genres import GENRES
from movie_classifier.service.settings import Settings
from tests.conftest import serving
from tests.page.conftest import Open

HEADER = ["id", "Title", "overview", "genre"]
FILMS = [
    ["007", "Guns, again", "A gunslinger rides\ninto a frontier town.", "x"],
    ["1", 'He said "hi"', "A ghost haunts the terrified children.", ""],
    ["2", "<b>Bold</b>", "Two friends laugh at a funny wedding & fall in love. 🤠", "<i>"],
    ["3", " spaced ", "  A documentary about the climbers of a mountain.  ", "=1+1"],
]
ODD_ROWS = """\
1,Empty,,

2,,no title here,y
,,,
4,short row
5,too,many,fields,here
6,Long,{long},z
"""


def write_csv(path: Path, rows: list[list[str]], **options: Any) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, **options).writerows(rows)
    return path


def classify(page: Page, path: Path) -> None:
    page.get_by_label("Choose a CSV file").set_input_files(path)
    expect(page.locator("#file-run .hint").first).to_contain_text("without a genre.")


def download(page: Page, button: str = "Download CSV") -> tuple[str, bytes]:
    with page.expect_download() as started:
        page.get_by_role("button", name=button).click()
    return started.value.suggested_filename, started.value.path().read_bytes()


def read_csv(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))


def predict(service: str, rows: list[list[str]]) -> list[list[str]]:
    """The added columns of each row, by `POST /genres`."""
    movies = [{"title": title, "description": description} for _, title, description, _ in rows]
    answer = requests.post(f"{service}/genres", json={"movies": movies}, timeout=30).json()
    return [[each["genre"], "|".join(each["genres"]), each["confidence"]] for each in answer["predictions"]]


def test_file_in_file_out(page: Page, shipped_service: str, tmp_path: Path) -> None:
    classify(page, write_csv(tmp_path / "films.csv", [HEADER, *FILMS]))
    expect(page.locator("#file-status")).to_contain_text("Done. 4 rows")
    expect(page.locator("#file-run tbody tr").first).to_contain_text("Guns, again")
    name, data = download(page)
    assert name == "films.genres.csv"
    header, *rows = read_csv(data)
    assert header == [*HEADER, "predicted_genre", "genres", "confidence"]
    assert [row[:4] for row in rows] == FILMS
    assert [row[4:] for row in rows] == predict(shipped_service, FILMS)


def test_markup_in_a_file_is_shown_as_text(page: Page, tmp_path: Path) -> None:
    classify(page, write_csv(tmp_path / "<img src=x>.csv", [HEADER, *FILMS, ["<b>5</b>", "<u>No plot</u>", "", ""]]))
    expect(page.locator("#file-run h3")).to_have_text("<img src=x>.csv")
    expect(page.locator("#file-run tbody").first).to_contain_text("<b>Bold</b>")
    page.get_by_text("1 row without a genre").click()
    expect(page.locator("#file-run details")).to_contain_text("<u>No plot</u>")
    assert page.locator("#file-run :is(b, i, u, img)").count() == 0


def test_rows_that_cannot_be_read_are_listed(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "films.csv"
    text = "id,title,overview,x\n0,Ghost,A ghost haunts the children.,\n" + ODD_ROWS
    path.write_bytes(text.format(long="w " * MAX_DESCRIPTION_LENGTH).encode() + b"7,Broken \xe9,text,\n8,Last,A war.,")
    classify(page, path)
    _, data = download(page)
    assert [row[0] for row in read_csv(data)] == ["id", "0", "2", "8"]
    name, data = download(page, "Download rejected rows")
    assert name == "films.rejected.jsonl"
    rejected = [json.loads(line) for line in data.decode().splitlines()]
    assert [(row["line"], row["reason"]) for row in rejected] == [
        (3, "no description"),
        (7, "wrong number of fields (2 instead of 4)"),
        (8, "wrong number of fields (5 instead of 4)"),
        (9, "description longer than 20,000 characters"),
        (10, "not valid utf-8"),
    ]
    assert rejected[0]["row"] == {"id": "1", "title": "Empty", "overview": "", "x": ""}
    assert rejected[1]["row"] == "4,short row"
    page.get_by_text("5 rows without a genre").click()
    expect(page.locator("#file-run details tbody tr").nth(1)).to_have_text(
        "7wrong number of fields (2 instead of 4)4, short row"
    )


@pytest.mark.parametrize(
    ("suffix", "options", "mark"),
    [
        (".tsv", {"delimiter": "\t"}, ""),
        (".csv", {"delimiter": ";"}, "\ufeff"),
        (".txt", {"delimiter": "|", "lineterminator": "\n"}, ""),
        (".csv", {"lineterminator": "\r", "quoting": csv.QUOTE_ALL}, ""),
    ],
)
def test_dialects(page: Page, tmp_path: Path, suffix: str, options: dict[str, Any], mark: str) -> None:
    path = write_csv(tmp_path / f"films{suffix}", [HEADER, *FILMS], **options)
    path.write_bytes(mark.encode() + path.read_bytes())
    classify(page, path)
    name, data = download(page)
    assert name == f"films.genres{suffix}"
    assert data.startswith(mark.encode())
    rows = read_csv(data.removeprefix(mark.encode()), options.get("delimiter", ","))
    assert [row[:4] for row in rows] == [HEADER, *FILMS]


def test_gzip(page: Page, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "films.csv", [HEADER, *FILMS])
    packed = tmp_path / "films.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    classify(page, packed)
    assert [row[:4] for row in read_csv(download(page)[1])] == [HEADER, *FILMS]


def test_large_file_is_read_in_chunks(open_page: Open, tiny_model: Path, tmp_path: Path) -> None:
    """Characters of several bytes, quotes and line breaks lie on the borders of the chunks."""
    chance = random.Random(0)
    letters = ["ä", "€", "🤠", '"', "\n", "\r\n", ",", " ", "gun"]
    films = [
        [str(number), f"Film {number}", "".join(chance.choices(letters, k=40)) + "x", ""] for number in range(4000)
    ]
    path = write_csv(tmp_path / "films.csv", [HEADER, *films])
    assert path.stat().st_size > 4 * 2**16, "several chunks"
    with serving(Settings(model=tiny_model)) as url:
        page = open_page(url)
        classify(page, path)
        expect(page.locator("#file-run .hint").first).to_contain_text("4,000 rows in")
        assert [row[:4] for row in read_csv(download(page)[1])] == [HEADER, *films]


def test_probabilities_are_added_on_request(page: Page, shipped_service: str, tmp_path: Path) -> None:
    classify(page, write_csv(tmp_path / "films.csv", [HEADER, *FILMS]))
    page.get_by_label("with the probability of every genre").check()
    header, *rows = read_csv(download(page)[1])
    assert header[7:] == list(GENRES)
    film = {"title": FILMS[0][1], "description": FILMS[0][2]}
    scores = requests.post(f"{shipped_service}/genre", json=film, timeout=10).json()
    assert dict(zip(header[7:], map(float, rows[0][7:]), strict=True)) == pytest.approx(scores, abs=1e-6)


def test_stop_keeps_the_rows_so_far(page: Page, tmp_path: Path) -> None:
    page.route("**/genres", lambda route: route.continue_() if len(sent) < 3 else None)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/genres") else None)
    films = [[str(number), "Guns", "A gunslinger rides into town.", ""] for number in range(2000)]
    page.get_by_label("Choose a CSV file").set_input_files(write_csv(tmp_path / "films.csv", [HEADER, *films]))
    expect(page.locator("#file-run tbody tr").first).to_contain_text("Guns")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#file-status")).to_contain_text("Stopped.")
    rows = read_csv(download(page)[1])
    assert len(rows) in (1 + 16, 1 + 16 + 256)


def test_service_that_is_busy_or_accepts_small_bodies_only(open_page: Open, tiny_model: Path, tmp_path: Path) -> None:
    """Batches are split until the service accepts them. The browser plays a proxy that limits the rate."""
    films = [[str(number), "Guns", "A soldier fires guns. " * 9, ""] for number in range(100)]
    with serving(Settings(model=tiny_model, max_batch_body_bytes=4000)) as url:
        page = open_page(url)
        expect(page.locator(".example")).to_be_visible()
        page.route("**/genres", lambda route: route.fulfill(status=429, headers={"Retry-After": "1"}, body=""), times=1)
        films.append(["last", "Guns", "A soldier fires guns. " * 200, ""])
        page.get_by_label("Choose a CSV file").set_input_files(write_csv(tmp_path / "films.csv", [HEADER, *films]))
        expect(page.locator("#file-run .hint").first).to_have_text(
            "The service gets too many requests. Trying again in 1 s."
        )
        expect(page.locator("#file-run .hint").first).to_contain_text("101 rows in")
        assert len(read_csv(download(page)[1])) == 1 + 100
        [rejected] = download(page, "Download rejected rows")[1].decode().splitlines()
        assert json.loads(rejected)["reason"] == "the body is larger than 4000 bytes"


def test_service_that_goes_down(open_page: Open, tiny_model: Path, tmp_path: Path) -> None:
    films = [[str(number), "Guns", "A soldier fires guns.", ""] for number in range(100)]
    with serving(Settings(model=tiny_model)) as url:
        page = open_page(url)
        expect(page.locator("#about")).to_contain_text("Model tiny")
    page.get_by_label("Choose a CSV file").set_input_files(write_csv(tmp_path / "films.csv", [HEADER, *films]))
    expect(page.locator("#file-run .hint").first).to_contain_text("The service cannot be reached.")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#file-status")).to_contain_text("Stopped. 0 rows")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"\n\n", "The file is empty."),
        (b"just some text\nof no use\n", "it has one column only"),
        (b"title,plot\nA,a war\nB,\"b\nC,c\n", "row at line 3 is never closed. The rows before are ready."),
        (b"title,plot,genre,predicted_genre\nA,a war,,\n", "has the columns genre and predicted_genre already"),
        (b"title,plot\n\"" + b"x" * 5_000_000, "row at line 2 is never closed."),
    ],
    ids=["empty", "blank", "prose", "quote", "taken", "long"],
)  # fmt: skip
def test_files_that_cannot_be_read(page: Page, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "films.csv"
    path.write_bytes(content)
    page.get_by_label("Choose a CSV file").set_input_files(path)
    expect(page.locator("#file-notice")).to_contain_text(words)


def test_all_rows_page_by_page(page: Page, tmp_path: Path) -> None:
    films = [[str(number), f"Film {number}", "A gunslinger rides into town.", ""] for number in range(1, 22)]
    classify(page, write_csv(tmp_path / "films.csv", [HEADER, *films]))
    cells = page.locator("#file-run tbody tr td:first-child")
    expect(cells).to_have_count(10)
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    expect(cells).to_have_text(["Film 21"])
    expect(page.locator("#file-run .pager").first).to_contain_text("21 to 21 of 21")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    expect(page.get_by_role("button", name="Previous")).to_be_focused()
    expect(page.locator("#file-run .summary li").first).to_have_text("Western21")


def test_damaged_gzip(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "films.csv.gz"
    path.write_bytes(b"no gzip")
    page.get_by_label("Choose a CSV file").set_input_files(path)
    expect(page.locator("#file-notice")).to_contain_text("The file cannot be read")


def test_columns_with_other_names_are_asked_for(page: Page, shipped_service: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "films.csv", [["id", "name", "what", "x"], *FILMS])
    page.get_by_label("Choose a CSV file").set_input_files(path)
    form = page.locator("#file-columns")
    expect(form).to_contain_text("The names of the columns do not say")
    expect(form.get_by_label("Title")).to_be_focused()
    form.get_by_label("Title").select_option("name")
    form.get_by_label("Description").select_option("what")
    form.get_by_role("button", name="Classify").click()
    expect(page.locator("#file-status")).to_contain_text("Done. 4 rows")
    _, *rows = read_csv(download(page)[1])
    assert [row[4:] for row in rows] == predict(shipped_service, FILMS)


SLOW_FILE = """() => {
    const { stream } = Blob.prototype;
    File.prototype.stream = function () {
        if (this.name !== "slow.csv") return stream.call(this);
        const { readable, writable } = new TransformStream();
        window.release = () => stream.call(this).pipeTo(writable).catch(() => {});
        return readable;
    };
}"""


@pytest.mark.parametrize("content", ["id,name,what\n1,A,a war\n", "no columns\n", "title,plot\nA,a war\n"])
def test_a_slow_file_shows_nothing_over_the_next_one(page: Page, tmp_path: Path, content: str) -> None:
    (tmp_path / "slow.csv").write_text(content)
    page.evaluate(SLOW_FILE)
    page.get_by_label("Choose a CSV file").set_input_files(tmp_path / "slow.csv")
    classify(page, write_csv(tmp_path / "quick.csv", [HEADER, *FILMS]))
    page.evaluate("release()")
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.locator("#file-columns")).to_be_hidden()
    expect(page.locator("#file-notice")).to_be_empty()
    expect(page.locator("#file-run h3")).to_have_text("quick.csv")


@pytest.mark.parametrize("header", ["id,Series_Title,Movie Info", "id,original title, SYNOPSIS ,"])
def test_columns_of_well_known_lists_are_found(page: Page, tmp_path: Path, header: str) -> None:
    path = tmp_path / "films.csv"
    path.write_text(f"{header}\n1,Guns,A gunslinger rides into town.{',' * (header.count(',') - 2)}\n")
    classify(page, path)
    expect(page.locator("#file-run tbody tr").first).to_contain_text("Western")


def test_file_can_be_dropped(page: Page) -> None:
    transfer = page.evaluate_handle(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["title,plot\\nGuns,A gunslinger rides into town."], "films.csv"));
            return transfer;
        }"""
    )
    page.dispatch_event("#drop", "dragover", {"dataTransfer": transfer})
    expect(page.locator("#drop")).to_have_class("drop over")
    page.dispatch_event("#drop", "drop", {"dataTransfer": transfer})
    expect(page.locator("#file-status")).to_contain_text("Done. 1 row in")
