import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import UnknownGenre
from movie_classifier.film import MAX_DESCRIPTION_LENGTH, MAX_TITLE_LENGTH, Film
from movie_classifier.model.explanation import (
    MAX_CHARACTERS,
    MAX_PARTS,
    Explanation,
    Part,
    Parts,
    Span,
    find_parts,
    leave_out,
    make_variants,
)
from movie_classifier.service.api import examples
from tests.conftest import OTHELLO, SHIPPED_MODEL, TINY_FILMS, load_shared


@pytest.fixture(scope="module")
def classifier(tiny_model: Path) -> GenreClassifier:
    return load_shared(tiny_model)


def always(word: str) -> bool:
    return True


def texts(film: Film, parts: Parts) -> list[str]:
    return [getattr(film, span.field)[span.start : span.end] for span in parts.spans]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A dog's life, or: it isn't.", ["A", "dog's", "life", "or", "it", "isn't"]),
        ("'Quoted' spider-man—and co.", ["Quoted", "spider", "man", "and", "co"]),
        ("Amélie\u2019s İstanbul 日本 3D 😀!", ["Amélie\u2019s", "İstanbul", "日本", "3D"]),
        ("\x00one\ttwo\n\nthree\u3000four", ["one", "two", "three", "four"]),
        ("?! … --", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    film = Film("T", text)
    parts = find_parts(film)
    assert parts.unit == "word"
    assert texts(film, parts) == ["T", *words]


SENTENCES = [
    "Dr. No and J. R. Smith meet at 3.30 p.m.!",
    '"Run!"',
    "What happens…?",
    "日本。",
    "A new\u2028line",
    "(The end.)",
]


def test_sentences() -> None:
    film = Film("Up. Or down?", " ".join(SENTENCES[:4]) + " ... " + "\n".join(SENTENCES[4:]) + " word" * MAX_PARTS)
    parts = find_parts(film)
    assert parts.unit == "sentence"
    assert texts(film, parts) == [film.title, *SENTENCES, "word" + " word" * (MAX_PARTS - 1)]


def test_word_limit() -> None:
    assert find_parts(Film("a", "b " * (MAX_PARTS - 1))).unit == "word"
    assert find_parts(Film("a", "b " * MAX_PARTS)).unit == "sentence"


def test_many_sentences_are_joined() -> None:
    film = Film("a", "One two. " * 2_000)
    parts = find_parts(film)
    assert parts.unit == "sentence"
    assert len(parts.spans) > 50
    title, *groups = texts(film, parts)
    assert title == "a"
    assert " ".join(groups) == film.description.strip()
    assert len({len(group) for group in groups[:-1]}) == 1


def test_leaving_out_keeps_the_rest() -> None:
    film = Film("The dog", "The dog's life.")
    assert leave_out(film, []) == film
    assert leave_out(film, [Span("description", 4, 9)]) == Film("The dog", "The  life.")
    spans = [Span("title", 4, 7), Span("description", 10, 14), Span("description", 0, 3)]
    assert leave_out(film, spans) == Film("The ", " dog's .")


HOSTILE = [
    "'" * 20_000, "a " * 10_000, "a" * 20_000, "." * 19_999 + "a", '."' * 10_000, "." + '"' * 19_998 + "a",
    "日本" * 10_000, "日本。" * 6_666, "J. R. " * 3_333, "\n" * 19_999 + "a", " " * 19_999 + "a", "\u0301" * 20_000,
    ("a" * 48 + " ") * 400, "x. " * 399 + "y" * 18_000, "\u202e🏳️‍🌈" * 3_000, "…", "\ud800 a \udfff",
]  # fmt: skip


@pytest.mark.parametrize("description", HOSTILE)
def test_cost_is_bounded(description: str, classifier: GenreClassifier) -> None:
    film = Film("A title", description)
    parts = find_parts(film)
    variants = make_variants(film, parts)
    assert len(parts.spans) <= MAX_PARTS
    assert sum(len(variant.title) + len(variant.description) for variant in variants[1:]) <= MAX_CHARACTERS
    scores = classifier.predict_proba(variants[:2])  # fewer variants, because the tiny model's tokenizer is slow
    parts = Parts(parts.unit, parts.spans[:1])
    explanation = Explanation.from_scores(film, parts, scores, None, always)
    assert all(math.isfinite(part.contribution) for part in explanation.parts)


@settings(max_examples=50, deadline=None)
@given(title=st.text(max_size=50), pieces=st.lists(st.text(max_size=30)), repeats=st.integers(1, 40))
def test_parts_are_in_order_and_do_not_overlap(title: str, pieces: list[str], repeats: int) -> None:
    film = Film(title[:MAX_TITLE_LENGTH], (". ".join(pieces) * repeats)[:MAX_DESCRIPTION_LENGTH])
    parts = find_parts(film)
    for span, text in zip(parts.spans, texts(film, parts), strict=True):
        assert text.strip() == text != ""
        assert 0 <= span.start < span.end <= len(getattr(film, span.field))
    for before, after in zip(parts.spans, parts.spans[1:], strict=False):
        assert (before.field, after.field) == ("title", "description") or before.end <= after.start


def test_contributions_are_differences_of_log_odds() -> None:
    film, scores = Film("A", "b"), [{"X": 0.5, "Y": 0.9}, {"X": 0.2, "Y": 0.9}, {"X": 0.8, "Y": 0.5}]
    explanation = Explanation.from_scores(film, find_parts(film), scores, "x", always)
    assert (explanation.genre, explanation.probability, explanation.unit) == ("X", 0.5, "word")
    assert explanation.parts == [
        Part("title", 0, 1, "A", pytest.approx(math.log(4))),
        Part("description", 0, 1, "b", pytest.approx(-math.log(4))),
    ]
    assert Explanation.from_scores(film, find_parts(film), scores, None, always).genre == "Y"
    with pytest.raises(UnknownGenre):
        Explanation.from_scores(film, find_parts(film), scores, "Z", always)


def test_certain_probabilities_have_finite_log_odds() -> None:
    film, scores = Film("A", "…"), [{"X": 1.0}, {"X": 0.0}]
    [part] = Explanation.from_scores(film, find_parts(film), scores, None, always).parts
    assert 20 < part.contribution < 30


def test_learnt_word_speaks_for_its_genre(classifier: GenreClassifier) -> None:
    film, _ = TINY_FILMS[3]
    explanation = classifier.explain(film, "horror")
    assert explanation.genre == "Horror"
    assert [part.text for part in explanation.parts] == f"{film.title} {film.description}".split()
    strongest = max(explanation.parts, key=lambda part: part.contribution)
    assert strongest.text in {"Ghost", "ghost", "haunts", "terrified", "children"}
    [scores] = classifier.predict_proba([film])
    assert explanation.probability == pytest.approx(scores["Horror"], abs=1e-6)
    assert max(part.contribution for part in classifier.explain(film, "War").parts) < strongest.contribution


def test_example_of_the_documentation_is_the_shipped_models() -> None:
    explanation = load_shared(SHIPPED_MODEL).explain(OTHELLO)
    assert explanation.genre == examples.EXPLANATION["genre"]
    assert explanation.probability == pytest.approx(examples.EXPLANATION["probability"], abs=1e-3)
    for part, shown in zip(explanation.parts, examples.EXPLANATION["parts"], strict=False):
        assert (part.field, part.start, part.end, part.text) == tuple(shown.values())[:4]
        assert part.contribution == pytest.approx(shown["contribution"], abs=1e-3)
    assert json.dumps(examples.EXPLANATION)


def test_unknown_words_are_told_apart() -> None:
    classifier = load_shared(SHIPPED_MODEL)
    explanation = classifier.explain(Film("Uiop", "A detective hunts a killer in UIOP and Paris."))
    assert {part.text for part in explanation.parts if not part.known} == {"Uiop", "UIOP"}


def test_an_encoder_knows_all_words(tiny_accurate_model: Path) -> None:
    parts = load_shared(tiny_accurate_model).explain(Film("Uiop", "A detective.")).parts
    assert all(part.known for part in parts)


def test_sentences_are_known() -> None:
    explanation = load_shared(SHIPPED_MODEL).explain(Film("Uiop", "Uiop uiop. " * MAX_PARTS))
    assert explanation.unit == "sentence"
    assert all(part.known for part in explanation.parts)
