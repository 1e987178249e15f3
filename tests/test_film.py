import pytest

from movie_classifier.film import MAX_WORD_LENGTH, Film, film_problem, film_text, is_blank, is_placeholder


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\x00\x07", "\u200b\ufeff", "\u3000", "\ud800"])
def test_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", " é ", "\x00x", "😀", "مرحبا", "."])
def test_not_blank(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    "text",
    [
        r"\N",
        "N/A",
        "NULL",
        "nan",
        "None",
        "UNKNOWN",
        "-",
        "Add a Plot",
        "No overview found.",
        " no overview yet\n",
        "n.a.",
    ],
)
def test_placeholder(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["None of them returns.", "No overview found. A cop hunts a thief.", "Plot", "1984"])
def test_not_a_placeholder(text: str) -> None:
    assert not is_placeholder(text)


def test_text_is_title_then_description_on_lines_of_their_own() -> None:
    assert film_text(Film("  The\tThing ", "It\n came\r\nfrom   afar. ")) == "the thing\nit came from afar."


def test_text_leaves_out_a_blank_part() -> None:
    assert film_text(Film(" ", "Only this.")) == "only this."
    assert film_text(Film("Only this.", "")) == "only this."


def test_text_can_always_be_encoded() -> None:
    assert film_text(Film("a\ud800b", "c\x00d\x85e")).encode() == b"a b\nc d e"


@pytest.mark.parametrize("character", ["a", "'", "(", "😀", "İ"])
def test_endless_words_are_read_as_several(character: str) -> None:
    text = film_text(Film("A", character * 20_000))
    assert max(map(len, text.split())) == MAX_WORD_LENGTH
    assert "".join(text.split()) == "a" + character.lower() * 20_000


def test_words_of_a_sentence_stay_whole() -> None:
    word = "x" * MAX_WORD_LENGTH
    assert film_text(Film(word, f"{word} {word}.")) == f"{word}\n{word} {word} ."


@pytest.mark.parametrize(
    ("film", "problem"),
    [
        (Film("a", "b"), None),
        (Film("a" * 500, "😀" * 20_000), None),
        (Film(" ", ""), "no title"),
        (Film("a", "\u200b"), "no description"),
        (Film("a" * 501, "b"), "title longer than 500 characters"),
        (Film("a", "b" * 20_001), "description longer than 20,000 characters"),
        (Film("a\udfff", "b"), "title is not valid Unicode"),
        (Film("a", "\ud800"), "description is not valid Unicode"),
    ],
)
def test_problem(film: Film, problem: str | None) -> None:
    assert film_problem(film) == problem
