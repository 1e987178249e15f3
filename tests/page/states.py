"""The states of the page: how a test brings it into each of them."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect

from movie_classifier.service.api.page import FOLDER
from tests.page.conftest import TIMEOUT_MS

EXAMPLES = json.loads((FOLDER / "examples.json").read_text())
LIVES_OF_OTHERS = (
    "Das Leben der Anderen",
    "Ein Hauptmann der Staatssicherheit überwacht in Ostberlin einen Schriftsteller und dessen Freundin. Je länger er "
    "ihnen zuhört, desto mehr zweifelt er an seinem Auftrag.",
)


def type_film(page: Page, title: str, description: str) -> None:
    """Type a film into the form."""
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Description", exact=True).fill(description)


def show_empty(page: Page) -> None:
    expect(page.locator("#examples button")).to_have_count(len(EXAMPLES))
    expect(page.locator("#about")).to_contain_text("20 genres")
    expect(page.locator(".example")).to_contain_text(EXAMPLES[0]["title"])
    expect(page.locator("#why-heading")).to_contain_text(f"Why {EXAMPLES[0]['genre']}?")


def show_answer(page: Page) -> None:
    page.get_by_role("button", name="The Wild Robot").click()
    expect(page.locator("#why-heading")).to_contain_text("Why Animation?")
    page.mouse.move(0, 0)


def show_other_genre(page: Page) -> None:
    show_answer(page)
    page.get_by_text("genres below their threshold").click()
    page.get_by_role("button", name="Drama").click()
    expect(page.locator("#why-heading")).to_contain_text("Why Drama?")


def show_low_confidence(page: Page) -> None:
    type_film(page, *LIVES_OF_OTHERS)
    expect(page.locator("#answer-result")).to_contain_text("Low confidence")
    expect(page.locator("#why-heading")).to_contain_text("Why perhaps")


def show_error(page: Page) -> None:
    page.route("**/genres", lambda route: route.abort())
    type_film(page, *LIVES_OF_OTHERS)
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")


def show_file_in_progress(page: Page) -> None:
    """Five batches are answered, and the sixth is not."""
    show_empty(page)
    answered: list[int] = []

    def answer(route: object) -> None:
        answered.append(1)
        if len(answered) <= 5:
            route.continue_()  # type: ignore[attr-defined]

    page.route("**/genres", answer)
    _choose_file(page)
    expect(page.locator("#file-run .hint").first).to_contain_text("1,040 rows")


def show_file(page: Page) -> None:
    _choose_file(page)
    expect(page.locator("#file-status")).to_contain_text("Done.")
    page.locator("#file-run summary").click()


def show_key_dialog(page: Page) -> None:
    page.evaluate("document.getElementById('key-dialog').showModal()")


def show_model(page: Page) -> None:
    page.get_by_role("link", name="Model").click()
    expect(page.get_by_role("heading", name="Scores by genre")).to_be_visible()


STATES: dict[str, Callable[[Page], None]] = {
    "empty": show_empty,
    "answer": show_answer,
    "other-genre": show_other_genre,
    "low-confidence": show_low_confidence,
    "error": show_error,
    "file-in-progress": show_file_in_progress,
    "file": show_file,
    "key": show_key_dialog,
    "model": show_model,
}


def _choose_file(page: Page) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "films.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["title", "overview"])
            for number in range(2000):
                film = EXAMPLES[number % len(EXAMPLES)]
                writer.writerow([film["title"], "" if number % 400 == 399 else film["description"]])
        page.get_by_label("Choose a CSV file").set_input_files(path)
        expect(page.locator("#file-run tbody tr").first).to_be_visible(timeout=TIMEOUT_MS)
