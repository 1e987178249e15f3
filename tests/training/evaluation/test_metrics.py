import numpy as np
import pytest

from movie_classifier.prediction import Prediction
from training.evaluation.metrics import (
    calibration_bins,
    calibration_error,
    decide,
    decision_metrics,
    metrics_at_half,
    metrics_by_genre,
    ranking_metrics,
)
from training.evaluation.scores import Scores

SCORES = Scores(
    labels=("a", "b"),
    texts=("one", "two", "three"),
    truth=np.array([[1, 0], [1, 1], [0, 1]], bool),
    scores=np.array([[0.9, 0.6], [0.7, 0.2], [0.1, 0.8]]),
)
HALF = {"a": 0.5, "b": 0.5}


def test_decisions_by_hand() -> None:
    assert decision_metrics(SCORES, HALF) == {
        "precision": 0.75,
        "recall": 0.75,
        "micro_f1": 0.75,
        "macro_f1": 0.75,
        "accuracy": round(4 / 6, 4),
    }


def test_thresholds_are_inclusive_and_by_genre() -> None:
    assert decision_metrics(SCORES, {"a": 0.7, "b": 0.8})["precision"] == 1
    assert decision_metrics(SCORES, {"a": 0.85, "b": 0.81})["recall"] == 0.75


def test_decides_as_the_service_does() -> None:
    random = np.random.default_rng(0)
    labels = ("a", "b", "c")
    scores = Scores(labels, ("",) * 50, random.random((50, 3)) < 0.5, random.random((50, 3)) * 0.8)
    thresholds = {"a": 0.3, "b": 0.5, "c": 0.6}
    for row, decided in zip(scores.scores, decide(scores, thresholds), strict=True):
        served = Prediction.from_scores("", dict(zip(labels, row.tolist(), strict=True)), thresholds)
        assert {label for label, chosen in zip(labels, decided, strict=True) if chosen} == set(served.genres)


def test_at_half_a_film_may_have_no_genre() -> None:
    scores = Scores(("a", "b"), ("one",), np.array([[1, 0]], bool), np.array([[0.4, 0.1]]))
    assert metrics_at_half(scores)["recall"] == 0
    assert decision_metrics(scores, HALF)["recall"] == 1


def test_ranking() -> None:
    assert ranking_metrics(SCORES)["top_genre_precision"] == 1


def test_by_genre() -> None:
    by_genre = metrics_by_genre(SCORES, HALF)
    assert by_genre["a"] == {"films": 2, "precision": 1, "recall": 1, "f1": 1, "accuracy": 1}
    assert by_genre["b"]["accuracy"] == round(1 / 3, 4)


def test_calibration_by_hand() -> None:
    scores = Scores(("a",), ("",) * 4, np.array([[1], [0], [1], [1]]), np.array([[0.5], [0.55], [1.0], [0.95]]))
    assert [count for _, _, count in calibration_bins(scores)] == [2, 2]
    assert calibration_error(scores) == pytest.approx((0.025 * 2 + 0.025 * 2) / 4)


def test_only_keeps_films_that_have_one() -> None:
    only = SCORES.only(["b"])
    assert only.texts == ("two", "three")
    assert only.scores.tolist() == [[0.2], [0.8]]
