import numpy as np
import pytest

from lab.comparison.tags.measures import measure_tags, top
from tests.lab.comparison.test_measures import random_scores
from training.evaluation.scores import Scores

LABELS = ("a", "b", "c", "d", "e", "f")
SCORES = Scores(
    LABELS,
    ("x", "y"),
    np.array([[1, 0, 0, 0, 0, 1], [0, 1, 0, 1, 0, 0]], dtype=bool),
    np.array([[0.9, 0.8, 0.7, 0.2, 0.1, 0.05], [0.1, 0.8, 0.2, 0.7, 0.9, 0.01]]),
)


def test_top_tags_by_hand() -> None:
    assert top(SCORES, 1).tolist() == [[True] + [False] * 5, [False] * 4 + [True, False]]
    measures = measure_tags(SCORES, SCORES, dict.fromkeys(LABELS, 500))
    assert measures["top_3"] == pytest.approx(2 * 3 / (6 + 4))  # one hit of three, two of three; four true tags
    assert measures["top_5"] == pytest.approx(2 * 3 / (10 + 4), abs=1e-4)
    assert measures["found_in_top_3"] == 5 and measures["found_in_top_5"] == 5


def test_decisions_with_one_threshold() -> None:
    measures = measure_tags(SCORES, SCORES, dict.fromkeys(LABELS, 500))
    assert measures["threshold"] == 0.21  # the lowest of the candidates that assign three tags to each film
    assert measures["one_threshold"]["micro_f1"] == pytest.approx(2 * 3 / (6 + 4))
    assert measures["found"] <= 3
    assert measures["rare_tags"] == 0 and measures["rare_f1"] == 0.0


def test_rare_tags_are_those_with_few_films() -> None:
    dev, test = random_scores(300), random_scores(400)
    films = {label: 100 if number < 5 else 1_000 for number, label in enumerate(test.labels)}
    measures = measure_tags(dev, test, films)
    assert measures["rare_tags"] == 5
    assert 0 < measures["rare_f1"] < 1
    assert measures["by_tag"]["macro_f1"] > 0
    assert 0 < measures["found"] <= len(test.labels)
    assert set(measures["thresholds"]) == set(test.labels)
