from pathlib import Path

import pytest

from movie_classifier.model.pipeline.film_encoder import TOKENIZER_FILE
from movie_classifier.model.pipeline.film_tokenizer import MAX_TITLE_TOKENS, MAX_TOKENS, FilmTokenizer


@pytest.fixture(scope="module")
def tokenizer(tiny_encoder: Path) -> FilmTokenizer:
    return FilmTokenizer((tiny_encoder / TOKENIZER_FILE).read_text(encoding="utf-8"))


def test_title_and_description(tokenizer: FilmTokenizer) -> None:
    [(title, description)] = tokenizer.tokenize(["guns\na soldier fights explosions"])
    assert (len(title), len(description)) == (1, 4)
    assert tokenizer.join(title, description) == [
        tokenizer.start, *title, tokenizer.end, *description, tokenizer.end,
    ]  # fmt: skip


def test_a_text_of_one_line_is_a_description(tokenizer: FilmTokenizer) -> None:
    [(title, description)] = tokenizer.tokenize(["ghost " * 100])
    assert (len(title), len(description)) == (0, 100)
    assert tokenizer.join(title, description) == [tokenizer.start, *description, tokenizer.end]


def test_long_films_are_cut(tokenizer: FilmTokenizer) -> None:
    [long, short] = tokenizer.tokenize(["ghost " * 50 + "\n" + "ghost " * 500, "ghost\nghost"])
    assert (len(long[0]), len(long[1])) == (MAX_TITLE_TOKENS, MAX_TOKENS)
    assert len(tokenizer.join(*long)) == MAX_TOKENS
    assert tokenizer.join(*long)[-1] == tokenizer.end
    assert (tokenizer.is_cut(*long), tokenizer.is_cut(*short)) == (True, False)
    [whole, one_more] = tokenizer.tokenize(["ghost " * count for count in (MAX_TOKENS - 2, MAX_TOKENS - 1)])
    assert (tokenizer.is_cut(*whole), tokenizer.is_cut(*one_more)) == (False, True)


def test_no_text(tokenizer: FilmTokenizer) -> None:
    assert tokenizer.join(*tokenizer.tokenize([""])[0]) == [tokenizer.start, tokenizer.end]


@pytest.mark.parametrize("definition", ["", "{}", "no JSON"])
def test_unreadable_definition(definition: str, tiny_encoder: Path) -> None:
    with pytest.raises(ValueError, match="the tokenizer cannot be read"):
        FilmTokenizer(definition)


def test_definition_without_special_pieces(tiny_encoder: Path) -> None:
    definition = (tiny_encoder / TOKENIZER_FILE).read_text(encoding="utf-8")
    with pytest.raises(ValueError, match=r"neither \[CLS\], \[SEP\]"):
        FilmTokenizer(definition.replace('"[SEP]"', '"[END]"'))


def test_special_pieces_of_other_encoders(tiny_encoder: Path) -> None:
    definition = (tiny_encoder / TOKENIZER_FILE).read_text(encoding="utf-8")
    names = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>"}
    bert = FilmTokenizer(definition)
    for old, new in names.items():
        definition = definition.replace(f'"{old}"', f'"{new}"')
    roberta = FilmTokenizer(definition)
    assert (roberta.start, roberta.end, roberta.padding) == (bert.start, bert.end, bert.padding)


def test_other_lengths(tiny_encoder: Path) -> None:
    short = FilmTokenizer((tiny_encoder / TOKENIZER_FILE).read_text(encoding="utf-8"), max_tokens=12)
    film = short.tokenize(["ghost\n" + "ghost " * 50])[0]
    assert len(short.join(*film)) == 12
    assert short.is_cut(*film)


def test_lengths_of_pieces(tiny_encoder: Path, tokenizer: FilmTokenizer) -> None:
    special, ghost = tokenizer.start, tokenizer.tokenize(["ghost"])[0][1][0]
    assert [tokenizer.lengths()[piece] for piece in (special, ghost)] == [1, 5]
    definition = (tiny_encoder / TOKENIZER_FILE).read_text(encoding="utf-8").replace('"ghost"', '"▁ghost"')
    assert FilmTokenizer(definition).lengths()[ghost] == 5
