"""One film: type it, get an answer, see why."""

import re
from collections import Counter
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, Request, Route, expect

from movie_classifier.model.confidence import OTHER_LANGUAGE
from tests.conftest import OTHELLO
from tests.page.conftest import PHONE, Open
from tests.page.states import EXAMPLES, LIVES_OF_OTHERS, type_film

TIMES = "\N{MULTIPLICATION SIGN}"
GUNSLINGER = {"title": "High Plains", "description": "A gunslinger rides into a frontier town. 🤠 The sheriff waits."}


def ask(service: str, route: str, body: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = requests.post(f"{service}/{route}", json=body, timeout=10).json()
    return answer


def shown_bars(page: Page, selector: str) -> dict[str, str]:
    """Genre → percentage of the bars, folded ones too, in their order."""
    rows = page.locator(f"#answer-result {selector} button").evaluate_all(
        "buttons => buttons.map(b => [b.dataset.genre, b.querySelector('.percent').textContent])"
    )
    return dict(rows)


def watch_requests(page: Page, route: str) -> list[Request]:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith(route) else None)
    return sent


def test_answers_as_one_types(page: Page, shipped_service: str) -> None:
    sent = watch_requests(page, "/genres")
    page.get_by_label("Title").press_sequentially(OTHELLO.title, delay=5)
    page.get_by_label("Description").press_sequentially(OTHELLO.description, delay=5)
    expect(page.locator(".top-genre")).to_have_text("Drama")
    assert len(sent) < 10, "the page asks when the user pauses, not for each letter"
    [prediction] = ask(shipped_service, "genres", {"movies": [OTHELLO._asdict()]})["predictions"]
    others = ", ".join(prediction["genres"][1:])
    expect(page.locator("#answer-status")).to_contain_text(
        f"Drama, {prediction['scores']['Drama']:.0%}. Also {others}." if others else "Drama, "
    )
    assert list(shown_bars(page, ".reached")) == prediction["genres"]
    everything = shown_bars(page, ".genres")
    assert list(everything) == sorted(prediction["scores"], key=lambda genre: -prediction["scores"][genre])
    assert everything["Drama"] == f"{prediction['scores']['Drama']:.0%}"


def test_folds_genres_below_their_threshold(page: Page, shipped_service: str) -> None:
    type_film(page, **GUNSLINGER)
    expect(page.locator(".top-genre")).to_have_text("Western")
    expect(page.get_by_role("button", name="Horror")).to_be_hidden()
    page.get_by_text("genres below their threshold").click()
    expect(page.get_by_role("button", name="Horror")).to_be_visible()
    threshold = requests.get(f"{shipped_service}/model", timeout=10).json()["thresholds"]["Horror"]
    expect(page.get_by_role("button", name="Horror")).to_contain_text(f"threshold {threshold:.0%}")


@pytest.mark.parametrize("key", ["Enter", "Control+Enter"])
def test_enter_asks_at_once(open_page: Open, shipped_service: str, key: str) -> None:
    """The clock of the page stands still, so that the pause after typing never ends."""
    page = open_page(shipped_service, own_context=True)
    expect(page.locator(".example")).to_be_visible()
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    type_film(page, **GUNSLINGER)
    assert page.locator(".example").is_visible()
    page.get_by_label("Title" if key == "Enter" else "Description").press(key)
    expect(page.locator(".top-genre")).to_have_text("Western")


def test_button_says_what_is_missing(page: Page) -> None:
    page.get_by_role("button", name="Find its genres").click()
    expect(page.locator("#title-problem")).to_have_text("Enter a title: the answer needs both.")
    expect(page.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Title").fill("x" * 501)
    expect(page.locator("#title-problem")).to_have_text("This is a title longer than 500 characters.")
    type_film(page, "Alien", "")
    expect(page.locator("#title-problem")).to_be_empty()
    page.get_by_label("Title").press("Enter")
    expect(page.locator("#description-problem")).to_have_text("Enter a description: the answer needs both.")


@pytest.mark.parametrize("example", EXAMPLES, ids=[example["genre"] for example in EXAMPLES])
def test_examples(page: Page, example: dict[str, str]) -> None:
    page.get_by_role("button", name=example["title"]).click()
    expect(page.locator(".top-genre")).to_have_text(example["genre"])
    expect(page.get_by_label("Description")).to_have_value(example["description"])


def test_explains_the_top_genre_and_any_other(page: Page, shipped_service: str) -> None:
    type_film(page, **GUNSLINGER)
    expect(page.locator("#why-heading")).to_contain_text("Why Western?")
    check_marks(page, ask(shipped_service, "explain", GUNSLINGER))
    expect(page.get_by_role("button", name="Western")).to_have_attribute("aria-pressed", "true")
    page.get_by_text("genres below their threshold").click()
    page.get_by_role("button", name="Horror").click()
    expect(page.locator("#why-heading")).to_contain_text("Why Horror?")
    check_marks(page, ask(shipped_service, "explain", {**GUNSLINGER, "genre": "Horror"}))
    expect(page.get_by_role("button", name="Western")).to_have_attribute("aria-pressed", "false")


def check_marks(page: Page, explanation: dict[str, Any]) -> None:
    """The text is complete, and each word of weight is marked by its direction."""
    text = page.locator(".why-text")
    assert text.inner_text().split() == f"{GUNSLINGER['title']} {GUNSLINGER['description']}".split()
    largest = max(abs(part["contribution"]) for part in explanation["parts"])
    marks = text.locator("mark").evaluate_all("marks => marks.map(m => [m.textContent, m.classList[0]])")
    assert marks == [
        [part["text"], "for" if part["contribution"] > 0 else "against"]
        for part in explanation["parts"]
        if is_shown(part, largest)
    ]
    strongest = max(explanation["parts"], key=lambda part: part["contribution"])
    expect(page.locator(".why-lists li").first).to_contain_text(strongest["text"])
    expect(page.locator(".why-lists li").first).to_contain_text(f"+{strongest['contribution']:.2f}")


def is_shown(part: dict[str, Any], largest: float) -> bool:
    """Beside a large contribution, small ones are noise, and so are those of short words."""
    return bool(abs(part["contribution"]) >= max(0.1, largest * (0.2 if len(part["text"]) > 3 else 0.6)))


def test_each_word_of_a_field_is_listed_once(page: Page, shipped_service: str) -> None:
    plot = "The gunslinger meets another gunslinger. The sheriff hides from him, and the outlaws hide from the sheriff."
    film = {"title": "Sheriff", "description": plot}
    type_film(page, **film)
    expect(page.locator("#why-heading")).to_contain_text("Why Western?")
    parts = ask(shipped_service, "explain", film)["parts"]
    largest = max(abs(part["contribution"]) for part in parts)
    shown = [part for part in parts if part["contribution"] > 0 and is_shown(part, largest)]
    counts = Counter((part["text"].lower(), part["field"]) for part in shown)
    assert len(counts) < len(shown)
    expected = {
        f"{word}{f' {TIMES}{count}' * (count > 1)}{' title' * (field == 'title')}"
        for (word, field), count in counts.items()
    }
    assert {word.lower() for word in page.locator(".why-lists .for .word").all_text_contents()} == expected


def test_unknown_words_are_no_evidence(page: Page, shipped_service: str) -> None:
    film = {"title": "Zxqvorn", "description": f"{GUNSLINGER['description']} Zxqvorn."}
    parts = ask(shipped_service, "explain", film)["parts"]
    assert [part["text"] for part in parts if not part["known"]] == ["Zxqvorn", "Zxqvorn"]
    type_film(page, **film)
    expect(page.locator("#why-heading")).to_contain_text("Why Western?")
    expect(page.locator(".why-text .title")).to_have_text("Zxqvorn")
    expect(page.locator("#why mark").first).to_be_visible()
    expect(page.locator("#why mark", has_text="Zxqvorn")).to_have_count(0)


def test_a_long_text_is_cut_until_the_user_wants_it(page: Page) -> None:
    type_film(
        page, "High Plains", "The gunslinger rides into the town. The sheriff waits for him in the saloon. " * 150
    )
    expect(page.locator("#why-heading")).to_contain_text("Why Western?")
    assert page.evaluate("document.documentElement.scrollHeight") < 2500
    page.get_by_role("button", name="Show all").click()
    expect(page.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")
    assert page.evaluate("document.documentElement.scrollHeight") > 4000


def test_long_texts_are_explained_by_sentence(page: Page) -> None:
    sentences = "The gunslinger rides into the town. The sheriff waits for him in the saloon. " * 40
    type_film(page, "High Plains", sentences)
    expect(page.locator("#why-body > .hint")).to_contain_text("when the sentence is left out")


@pytest.mark.parametrize(
    ("title", "description", "reason"),
    [
        (*LIVES_OF_OTHERS, rf"The model knows only \d+ of \d+ words; {OTHER_LANGUAGE}\."),
        ("Foo", "bar", r"The text has fewer than five words that the model knows\."),
    ],
)
def test_low_confidence_is_said_in_words(page: Page, title: str, description: str, reason: str) -> None:
    type_film(page, title, description)
    expect(page.locator("#answer-result .doubt")).to_have_text(re.compile(f"^Low confidence. {reason}$"))
    expect(page.locator("#answer-result .top")).to_contain_text("Perhaps")
    expect(page.locator("#answer-status")).to_have_text(re.compile(f"Low confidence. {reason}$"))
    expect(page.locator("#why-heading")).to_contain_text("Why perhaps ")
    expect(page.locator("#why mark")).to_have_count(0)
    page.get_by_role("button", name="Show the words all the same").click()
    expect(page.locator("#why .for").first).to_be_visible()
    page.get_by_role("button", name="Free Solo").click()
    expect(page.locator(".top-genre")).to_have_text("Documentary")
    expect(page.locator("#answer-result")).not_to_contain_text("Low confidence")


def test_film_that_reaches_no_threshold(page: Page) -> None:
    """The browser lowers the scores of a real answer, because few real films reach no threshold."""

    def lower(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        for prediction in body["predictions"]:
            prediction["scores"] = {genre: score / 100 for genre, score in prediction["scores"].items()}
            prediction |= {
                "genres": [prediction["genre"]],
                "confidence": "low",
                "confidence_reason": "no genre reaches its threshold",
            }
        route.fulfill(json=body)

    page.route("**/genres", lower)
    type_film(page, **GUNSLINGER)
    expect(page.get_by_role("heading", name="No genre reaches its threshold")).to_be_visible()
    assert shown_bars(page, ".reached") == {}
    expect(page.locator("#answer-result .genres button").first).to_contain_text("Western")
    expect(page.get_by_text("17 more genres below their threshold")).to_be_visible()


def test_markup_is_shown_as_text(page: Page) -> None:
    title = "<img src=x onerror=\"document.body.dataset.hacked='yes'\"> <b>&amp;"
    type_film(page, title, "<script>document.body.dataset.hacked='yes'</script> A gunslinger rides into town.")
    expect(page.locator(".why-text .title")).to_have_text(title)
    expect(page.locator(".why-text")).to_contain_text("<script>document.body")
    assert page.locator("main img, main script, main b").count() == 0
    assert page.evaluate("document.body.dataset.hacked") is None


def test_a_new_film_is_explained_by_its_own_top_genre(page: Page) -> None:
    type_film(page, **GUNSLINGER)
    expect(page.locator("#why-heading")).to_contain_text("Why Western?")
    page.get_by_text("genres below their threshold").click()
    page.get_by_role("button", name="Horror").click()
    expect(page.locator("#why-heading")).to_contain_text("Why Horror?")
    page.get_by_label("Description").press_sequentially(" They fight.")
    expect(page.locator(".why-text")).to_contain_text("They fight")
    expect(page.locator("#why-heading")).to_contain_text("Why Horror?")
    page.get_by_role("button", name="Free Solo").click()
    expect(page.locator("#why-heading")).to_contain_text("Why Documentary?")


def test_a_phone_keeps_the_answer_in_view(open_page: Open, shipped_service: str) -> None:
    page = open_page(shipped_service, viewport=PHONE)
    expect(page.locator(".example")).to_be_visible()
    expect(page.locator("#answer-line")).to_be_hidden()
    type_film(page, **GUNSLINGER)
    expect(page.locator(".top-genre")).to_have_text("Western")
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator("#answer-line")).to_be_visible()
    expect(page.locator("#answer-line")).to_contain_text("Western")
    page.locator("#answer-line").click()
    expect(page.locator(".top-genre")).to_be_in_viewport()
    expect(page.locator("#answer-line")).to_be_hidden()


def test_a_phone_scrolls_to_the_answer(open_page: Open, shipped_service: str) -> None:
    page = open_page(shipped_service, viewport=PHONE)
    page.get_by_role("button", name="Free Solo").click()
    expect(page.locator(".top-genre")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_is_wider_than_the_screen(open_page: Open, shipped_service: str, width: int) -> None:
    page = open_page(shipped_service, viewport={"width": width, "height": 700})
    type_film(page, "A" * 200, "Documentary footage. " + "b" * 300)
    expect(page.locator("#why")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_behind_a_proxy_with_a_prefix(open_page: Open, tiny_service_with_prefix: str) -> None:
    page = open_page(tiny_service_with_prefix)
    type_film(page, "Guns", "a soldier fights explosions and fires guns")
    expect(page.locator("#why-heading")).to_contain_text("Why ")
    assert page.url == tiny_service_with_prefix + "/"
