from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from movie_classifier.model.pipeline.vocabulary import BoundedVocabulary
from tests.model.pipeline.conftest import TEXTS


def scores(nlp: Language) -> list[dict[str, float]]:
    return [doc.cats for doc in nlp.pipe(TEXTS)]


@pytest.fixture(params=["ensemble", "bag of words, special cases"])
def nlp(request: pytest.FixtureRequest, ensemble: Language, tiny_model: Path) -> Language:
    return ensemble if request.param == "ensemble" else spacy.load(tiny_model)


def test_scores_are_the_same_after_a_reset(nlp: Language) -> None:
    expected = scores(nlp)
    vocabulary = BoundedVocabulary(nlp)
    assert scores(nlp) == expected
    vocabulary.reset()
    assert scores(nlp) == expected


def test_vocabulary_is_reset_when_it_has_too_many_words(nlp: Language) -> None:
    vocabulary = BoundedVocabulary(nlp, max_words=10)
    initial_words, initial_strings = len(nlp.vocab), len(nlp.vocab.strings)
    nlp(" ".join(f"new{number}" for number in range(10)))
    vocabulary.reset_if_full()
    assert len(nlp.vocab) == initial_words + 10
    nlp("another")
    vocabulary.reset_if_full()
    assert len(nlp.vocab) == initial_words
    assert len(nlp.vocab.strings) == initial_strings


def test_reset_keeps_word_vectors(ensemble: Language) -> None:
    word = ensemble.vocab.strings[next(iter(ensemble.vocab.vectors))]
    vector = ensemble.vocab[word].vector.tolist()
    BoundedVocabulary(ensemble).reset()
    assert ensemble.vocab[word].vector.tolist() == vector
    assert any(vector)
