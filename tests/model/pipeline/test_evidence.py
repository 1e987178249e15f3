from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.vectors import Vectors

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.model.confidence import Evidence
from movie_classifier.model.pipeline.evidence import EvidenceTable, vector_row, word_features
from movie_classifier.model.pipeline.loading import Pipeline
from movie_classifier.model.pipeline.vocabulary import BoundedVocabulary
from movie_classifier.model.pipeline.word_rows import WordRows
from tests.model.pipeline.conftest import TEXTS

WORDS = ["the", "dog", "barks"]
WEIGHTS = [1.0, 10.0, 100.0, 0.0]  # two dimensions, whether the word is unknown, and the rank


@pytest.fixture
def nlp() -> Language:
    nlp = spacy.blank("en")
    data = np.array([[1, 0], [2, 0], [0, 3]], np.float32)
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=data, keys=WORDS)
    return nlp


def test_features(nlp: Language) -> None:
    features = word_features(nlp.vocab.vectors)
    assert features[:, :3].tolist() == [[1, 0, 0], [2, 0, 0], [0, 3, 0], [0, 0, 1]]
    assert features[:, 3] == pytest.approx(np.log([1, 2, 3, 6]))


def test_rows_in_any_case(nlp: Language) -> None:
    assert [vector_row(nlp.vocab.vectors, word) for word in ("the", "Dog", "BARKS", "cat")] == [0, 1, 2, -1]


def test_evidence(nlp: Language) -> None:
    table = EvidenceTable(nlp.vocab.vectors, WEIGHTS, -4.0, WordRows())
    texts = ["the dog barks.", "", "Dog! … \n 12", "?!", ""]
    assert table.measure([nlp(text) for text in texts]) == [
        Evidence(3, 3, -4 + (1 + 2 + 30) / 3),
        Evidence(0, 0, -4),
        Evidence(2, 1, -4 + (2 + 100) / 2),
        Evidence(0, 0, -4),
        Evidence(0, 0, -4),
    ]
    assert table.measure([nlp("")]) == [Evidence(0, 0, -4)]


def test_evidence_shares_the_rows_of_the_embedding_cache(ensemble: Language) -> None:
    weights = [0.1] * (ensemble.vocab.vectors_length + 2)
    ensemble.meta["confidence"] = {"min_known_share": 0.75, "max_outlier_score": 0, "bias": 0, "weights": weights}
    fresh = EvidenceTable(ensemble.vocab.vectors, weights, 0, WordRows())
    expected = fresh.measure([ensemble.make_doc(text) for text in TEXTS])
    vocabulary = BoundedVocabulary(ensemble)
    for _ in range(2):
        docs = list(ensemble.pipe(TEXTS))
        assert vocabulary.evidence is not None
        for found, each in zip(vocabulary.evidence.measure(docs), expected, strict=True):
            assert found == pytest.approx(each, abs=1e-4)
        vocabulary.reset()


def test_no_limits_without_an_evaluation(ensemble: Language, tmp_path: Path) -> None:
    ensemble.meta |= {"thresholds": dict.fromkeys(ensemble.pipe_labels["textcat_multilabel"], 0.1)}
    [prediction] = GenreClassifier(Pipeline(ensemble, {}, spacy.__version__, None)).predict([Film("x", "y")])
    assert prediction.confidence == "normal"
