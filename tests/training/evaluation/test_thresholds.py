import itertools
from collections.abc import Callable

import numpy as np
import pytest

from training.evaluation.scores import Scores
from training.evaluation.thresholds import (
    SHRINKAGE,
    best_threshold_by_genre,
    micro_f1_at,
    one_threshold,
    threshold_by_genre,
)


def make_scores(films: int, genres: int, seed: int) -> Scores:
    chance = np.random.default_rng(seed)
    probabilities = chance.random((films, genres))
    truth = chance.random((films, genres)) < probabilities * np.linspace(0.3, 1, genres)
    return Scores(tuple(map(str, range(genres))), ("",) * films, truth, probabilities)


def test_micro_f1() -> None:
    scores = Scores(("a", "b"), ("", ""), np.array([[1, 0], [1, 1]], bool), np.array([[0.9, 0.8], [0.2, 0.6]]))
    assert micro_f1_at(scores, 0.5) == pytest.approx(2 * 2 / (3 + 3))
    assert micro_f1_at(scores, 0.95) == 0


def test_one_threshold_is_the_best_of_the_grid() -> None:
    scores = make_scores(500, 4, 0)
    best = micro_f1_at(scores, one_threshold(scores))
    assert all(micro_f1_at(scores, threshold) <= best for threshold in np.arange(0.05, 0.5, 0.05))


def test_best_thresholds_by_genre_are_the_best_there_are() -> None:
    scores = make_scores(200, 2, 1)
    found = best_threshold_by_genre(scores)
    grid = np.arange(0.05, 0.51, 0.01)
    best = max(micro_f1_at(scores, np.array(pair)) for pair in itertools.product(grid, grid))
    assert micro_f1_at(scores, np.array(list(found.values()))) == pytest.approx(best, abs=1e-9)


def test_a_genre_without_films() -> None:
    scores = make_scores(200, 3, 2)
    scores.truth[:, 1] = False
    assert set(best_threshold_by_genre(scores)) == {"0", "1", "2"}
    assert threshold_by_genre(scores)["1"] == pytest.approx(one_threshold(scores), abs=0.005)


def test_thresholds_are_shrunk_towards_the_shared_one() -> None:
    scores = make_scores(400, 3, 4)
    scores.truth[SHRINKAGE:, 2] = False
    shared, best, chosen = one_threshold(scores), best_threshold_by_genre(scores), threshold_by_genre(scores)
    for label, films in zip(scores.labels, scores.truth.sum(axis=0), strict=True):
        weight = films / (films + SHRINKAGE)
        assert chosen[label] == pytest.approx(weight * best[label] + (1 - weight) * shared, abs=0.005)


def test_with_few_films_shrunk_thresholds_hold_better_on_others() -> None:
    def mean_f1(choose: Callable[[Scores], dict[str, float]]) -> float:
        pairs = [(make_scores(30, 8, seed), make_scores(2_000, 8, seed + 100)) for seed in range(10)]
        return float(np.mean([micro_f1_at(test, np.array(list(choose(dev).values()))) for dev, test in pairs]))

    assert mean_f1(threshold_by_genre) > mean_f1(best_threshold_by_genre)
