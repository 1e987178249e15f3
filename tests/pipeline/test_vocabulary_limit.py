from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from movie_classifier.pipeline.vocabulary_limit import VocabularyLimit
from tests.pipeline.conftest import TEXTS


def scores(nlp: Language) -> list[dict[str, float]]:
    return [doc.cats for doc in nlp.pipe(TEXTS)]


@pytest.fixture(params=["ensemble", "bag of words, rules"])
def nlp(request: pytest.FixtureRequest, ensemble: Language, tiny_model: Path) -> Language:
    return ensemble if request.param == "ensemble" else spacy.load(tiny_model)


def test_answers_are_the_same_before_and_after(nlp: Language) -> None:
    expected = scores(nlp)
    limit = VocabularyLimit(nlp)
    assert scores(nlp) == expected
    limit.reset()
    assert scores(nlp) == expected


def test_words_are_kept_until_they_are_too_many(nlp: Language) -> None:
    limit = VocabularyLimit(nlp, max_words=10)
    at_start, strings = len(nlp.vocab), len(nlp.vocab.strings)
    nlp(" ".join(f"new{number}" for number in range(10)))
    limit.reset_if_full()
    assert len(nlp.vocab) == at_start + 10
    nlp("another")
    limit.reset_if_full()
    assert len(nlp.vocab) == at_start
    assert len(nlp.vocab.strings) == strings


def test_word_vectors_stay(ensemble: Language) -> None:
    word = ensemble.vocab.strings[next(iter(ensemble.vocab.vectors))]
    vector = ensemble.vocab[word].vector.tolist()
    VocabularyLimit(ensemble).reset()
    assert ensemble.vocab[word].vector.tolist() == vector
    assert any(vector)
