import numpy as np
import pytest

from training.teacher.bag_of_words import BagOfWords, mix

TEXTS = ["love and kiss"] * 10 + ["gun and chase"] * 10
TRUTH = np.array([[1, 0]] * 10 + [[0, 1]] * 10, np.float32)


def test_words_tell() -> None:
    teacher = BagOfWords().fit(TEXTS, TRUTH, np.ones(20, bool))
    probabilities = teacher.predict_proba(["a kiss", "a gun"])
    assert np.diag(probabilities).min() > 0.7
    assert np.diag(probabilities[:, ::-1]).max() < 0.3


def test_missing_labels_and_the_first_list() -> None:
    """Where sources contradict each other, the first list's word counts twice; what none can tell is no evidence."""
    truth = np.array([[1.0], [1.0], [1.0], [0.0], [0.0], [0.0], [np.nan]], np.float32)
    first = np.array([True] * 3 + [False] * 4)
    assert BagOfWords().fit(["gun"] * 7, truth, first).predict_proba(["gun"])[0, 0] == pytest.approx(2 / 3, abs=0.05)


def test_mixture_is_between_and_leans_to_the_encoder() -> None:
    mixed = mix(np.array([[0.5, 0.9, 0.0]]), np.array([[0.5, 0.5, 1.0]]))
    assert mixed[0, 0] == pytest.approx(0.5)
    assert 0.7 < mixed[0, 1] < 0.9
    assert 0 < mixed[0, 2] < 0.1
