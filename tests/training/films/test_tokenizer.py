from pathlib import Path

import pytest
import spacy

from training.films.tokenizer import blank_pipeline


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("red star\na crew wakes.", ["red", "star", "\n", "a", "crew", "wakes", "."]),
        ("iago's don't it\u2019s", ["iago", "'s", "don't", "it", "\u2019s"]),
        ("\"hello...\" (rock'n'roll)", ['"', "hello", '..."', "(", "rock'n'roll", ")"]),
        ("mother-in-law, 1990s", ["mother", "-", "in", "-", "law", ",", "1990s"]),
        ("--", ["--"]),
        ("amélie élan", ["amélie", "élan"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    doc = blank_pipeline()(text)
    assert [token.text for token in doc] == words
    assert doc.text == text


def test_rules_are_saved_with_the_pipeline(tmp_path: Path) -> None:
    blank_pipeline().to_disk(tmp_path)
    text = "iago's :-) mother-in-law e.g. www.example.com can't"
    loaded = spacy.load(tmp_path)
    assert [token.text for token in loaded(text)] == [token.text for token in blank_pipeline()(text)]
    assert [token.text for token in loaded(text)] != [token.text for token in spacy.blank("en")(text)]
