import numpy as np
import pytest

from lab.comparison.measures import bootstrap_micro_f1, measure, top_three
from movie_classifier.model.genres import FIVE_GENRES, GENRES
from training.evaluation.scores import Scores
from training.evaluation.thresholds import micro_f1_at


def random_scores(films: int, labels: tuple[str, ...] = GENRES) -> Scores:
    chance = np.random.default_rng(0)
    probabilities = chance.beta(0.5, 2, size=(films, len(labels)))
    truth = chance.random(probabilities.shape) < probabilities
    return Scores(labels, tuple(map(str, range(films))), truth, probabilities)


def test_top_three_by_hand() -> None:
    scores = Scores(
        ("A", "B", "C", "D", "E"),
        ("x", "y"),
        np.array([[1, 0, 0, 0, 0], [0, 1, 0, 1, 0]], dtype=bool),
        np.array([[0.9, 0.8, 0.7, 0.1, 0.2], [0.9, 0.8, 0.7, 0.1, 0.2]]),
    )
    # Each has one hit of three; of the true genres, one of one and one of two.
    assert top_three(scores) == pytest.approx((1 / 3, 3 / 4))


def test_bootstrap_contains_the_estimate_and_narrows_with_films() -> None:
    widths = []
    for films in (100, 2_000):
        scores = random_scores(films)
        low, high = bootstrap_micro_f1(scores, dict.fromkeys(GENRES, 0.3))
        assert low < micro_f1_at(scores, 0.3) < high
        widths.append(high - low)
    assert 3 < widths[0] / widths[1] < 7  # about the root of 20


def test_bootstrap_against_drawing_films_one_by_one() -> None:
    scores = random_scores(200)
    chance = np.random.default_rng(1)
    drawn = []
    for _ in range(500):
        rows = chance.integers(200, size=200)
        drawn.append(micro_f1_at(Scores(GENRES, scores.texts, scores.truth[rows], scores.scores[rows]), 0.3))
    expected = np.quantile(drawn, (0.025, 0.975))
    assert bootstrap_micro_f1(scores, dict.fromkeys(GENRES, 0.3)) == pytest.approx(tuple(expected), abs=0.01)


def test_bootstrap_of_perfect_scores() -> None:
    scores = random_scores(50)
    perfect = Scores(GENRES, scores.texts, scores.truth, scores.truth.astype(float))
    assert bootstrap_micro_f1(perfect, dict.fromkeys(GENRES, 0.5)) == (1.0, 1.0)


def test_both_settings() -> None:
    dev, test = random_scores(300), random_scores(500)
    settings = measure(dev, test)
    assert settings["twenty"]["films"] == 500
    assert settings["five"]["films"] == len(test.only(FIVE_GENRES).texts)
    assert tuple(settings["five"]["thresholds"]) == FIVE_GENRES
    tuned, half = settings["twenty"]["tuned"], settings["twenty"]["at_half"]
    assert tuned["interval"][0] < tuned["micro_f1"] < tuned["interval"][1]
    assert tuned["micro_f1"] > half["micro_f1"]


def test_no_five_genres() -> None:
    scores = random_scores(100, ("Action", "Comedy", "War", "Western"))
    assert list(measure(scores, scores)) == ["twenty"]
