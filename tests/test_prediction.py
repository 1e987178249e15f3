import pytest

from movie_classifier.model.confidence import FEW_WORDS, NO_GENRE
from movie_classifier.prediction import Prediction, best_first

SCORES = {"Action": 0.2, "Comedy": 0.6, "Drama": 0.6, "War": 0.1}


def test_best_first_breaks_ties_by_name() -> None:
    assert list(best_first(SCORES)) == ["Comedy", "Drama", "Action", "War"]


def test_genres_are_those_at_or_above_their_threshold() -> None:
    prediction = Prediction.from_scores("T", SCORES, {"Action": 0.2, "Comedy": 0.7, "Drama": 0.5, "War": 0.11})
    assert prediction.genre == "Comedy"
    assert prediction.genres == ["Drama", "Action"]


def test_genres_are_never_empty() -> None:
    assert Prediction.from_scores("T", SCORES, dict.fromkeys(SCORES, 0.9)).genres == ["Comedy"]


@pytest.mark.parametrize(
    ("threshold", "doubt", "reason"),
    [(0.5, None, None), (0.7, None, NO_GENRE), (0.5, FEW_WORDS, FEW_WORDS), (0.7, FEW_WORDS, FEW_WORDS)],
)
def test_confidence(threshold: float, doubt: str | None, reason: str | None) -> None:
    prediction = Prediction.from_scores("T", SCORES, dict.fromkeys(SCORES, threshold), doubt)
    assert prediction.confidence_reason == reason
    assert prediction.confidence == ("low" if reason else "normal")
