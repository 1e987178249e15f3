import json
from pathlib import Path

import numpy as np
import pytest
import spacy
import wordfreq
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.vectors import Vectors

from movie_classifier.model.confidence import FEW_WORDS, NO_GENRE, UNLIKE
from training.config import Plan
from training.evaluation.confidence import LOW_SHARE, find_doubts, fit_confidence, measure_confidence
from training.evaluation.scores import Scores

FILM_WORDS = wordfreq.top_n_list("en", 2_000)[::7]
"""What films are about in this test: every seventh word."""


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en")
    words = wordfreq.top_n_list("en", 2_000)
    data = np.random.default_rng(0).normal(size=(len(words), 16)).astype(np.float32)
    data[::7, 0] += 1.5  # their vectors have something in common
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=data, keys=words)
    return nlp


def texts(words: list[str], number: int, seed: int) -> tuple[str, ...]:
    chance = np.random.default_rng(seed)
    return tuple(" ".join(chance.choice(words, 30)) for _ in range(number))


def scored(read: tuple[str, ...], probability: float = 0.5) -> Scores:
    truth = np.ones((len(read), 1), bool)
    truth[::2] = False
    return Scores(("War",), read, truth, np.full((len(read), 1), probability))


@pytest.fixture(scope="module")
def fitted(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    train = tmp_path_factory.mktemp("corpus") / "train.spacy"
    DocBin(docs=[nlp.make_doc(text) for text in texts(FILM_WORDS, 400, seed=1)]).to_disk(train)
    limits = fit_confidence(nlp, train, scored(texts(FILM_WORDS, 200, seed=2)))
    assert limits is not None
    return {"confidence": limits, "thresholds": {"War": 0.4}}


def test_texts_like_the_films_are_normal(nlp: Language, fitted: dict[str, object]) -> None:
    doubts = find_doubts(nlp, fitted, scored(texts(FILM_WORDS, 200, seed=3)))
    assert sum(doubt is not None for doubt in doubts) <= 3 * LOW_SHARE * len(doubts)


def test_other_texts_are_low(nlp: Language, fitted: dict[str, object]) -> None:
    others = texts([word for word in wordfreq.top_n_list("en", 2_000) if word not in FILM_WORDS], 50, seed=4)
    assert set(find_doubts(nlp, fitted, scored(others))) == {UNLIKE}
    german = texts([f"{word}ung" for word in FILM_WORDS], 1, seed=5)[0]
    assert find_doubts(nlp, fitted, scored((german, "the war", german + " the" * 10)))[1] == FEW_WORDS
    assert "only 10 of 40 words" in str(find_doubts(nlp, fitted, scored((german + " the" * 10,))))


def test_measures(nlp: Language, fitted: dict[str, object]) -> None:
    films = texts(FILM_WORDS, 20, seed=3)
    assert None not in find_doubts(nlp, fitted, scored(films, 0.3))
    assert measure_confidence(nlp, fitted, scored(films, 0.3)) == {"low": 1, "top_genre_precision_low": 0.5}
    short = tuple("war" if number % 2 else film for number, film in enumerate(films))
    assert measure_confidence(nlp, fitted, scored(short)) == {
        "low": 0.5, "top_genre_precision_low": 1.0, "top_genre_precision_normal": 0.0
    }  # fmt: skip


def test_only_thresholds_without_vectors_or_in_an_unknown_language(nlp: Language, fitted: dict[str, object]) -> None:
    films = scored(texts(FILM_WORDS, 4, seed=3))
    for other in (spacy.blank("en"), spacy.blank("la")):
        if other.lang == "la":
            other.vocab.vectors = nlp.vocab.vectors
        assert fit_confidence(other, Path("unused"), films) is None
        assert find_doubts(other, {"thresholds": {"War": 0.6}, "confidence": None}, films) == [NO_GENRE] * 4


def test_evaluate_writes_limits_and_measures(trained: Plan) -> None:
    meta = json.loads((trained.best_model / "meta.json").read_text())
    assert meta["confidence"] is None  # it has no vectors
    assert 0 <= meta["performance"]["confidence"]["low"] <= 1
    assert "Confidence is low for" in (trained.best_model / "README.md").read_text()


def test_words_are_those_of_the_pipeline_whatever_the_tokens_of_the_corpus(
    nlp: Language, fitted: dict[str, object], tmp_path: Path
) -> None:
    one_token_each = [Doc(nlp.vocab, [text], [False]) for text in texts(FILM_WORDS, 400, seed=1)]
    DocBin(docs=one_token_each).to_disk(tmp_path / "train.spacy")
    limits = fit_confidence(nlp, tmp_path / "train.spacy", scored(texts(FILM_WORDS, 200, seed=2)))
    assert limits == fitted["confidence"]
