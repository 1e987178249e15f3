"""Curves of precision, on probabilities whose precision is known."""

import numpy as np
import pytest

from movie_classifier.model.precision import thresholds_at
from training.evaluation.precision import find_curves, measure_precision
from training.evaluation.scores import Scores


def draw(films: int, seed: int, overconfident: float = 0.0) -> Scores:
    """Films whose genre A is calibrated, and whose genre B is right less often than its probability says."""
    chance = np.random.default_rng(seed)
    scores = chance.uniform(size=(films, 2))
    truth = chance.uniform(size=(films, 2)) < scores - [0, overconfident]
    return Scores(("A", "B"), ("",) * films, truth, scores)


def test_the_precision_that_was_asked_for_is_got() -> None:
    measures = measure_precision(draw(20_000, seed=2, overconfident=0.1), find_curves(draw(20_000, 1, 0.1)))
    for asked in ("0.7", "0.8"):
        assert measures[asked]["precision"] == pytest.approx(float(asked), abs=0.02)
        for genre in ("A", "B"):
            assert measures[asked]["genres"][genre]["precision"] == pytest.approx(float(asked), abs=0.02)
    assert measures["0.9"]["genres"]["B"]["assigned"] < measures["0.9"]["genres"]["A"]["assigned"]


def test_few_films_are_read_with_their_probabilities() -> None:
    """Ten films of which all are right do not show that 0.6 is enough for a precision of 0.95."""
    lucky = Scores(("A",), ("",) * 10, np.full((10, 1), True), np.full((10, 1), 0.6))
    [curve] = find_curves(lucky).values()
    assert list(curve) == ["0.5", "0.55", "0.6"]
    assert set(curve.values()) == {0.6}


def test_curves_rise() -> None:
    curve = find_curves(draw(500, seed=3))["A"]
    assert list(curve.values()) == sorted(curve.values())


def test_a_genre_that_no_film_gets() -> None:
    never = Scores(("A", "B"), ("",) * 50, np.full((50, 2), False), np.full((50, 2), 0.1))
    curves = find_curves(never)
    assert curves == {"A": {}, "B": {}}
    assert set(thresholds_at(curves, 0.5).values()) == {float("inf")}
    assert measure_precision(never, curves)["0.7"] == {
        "precision": None,
        "films": 0.0,
        "genres": {"A": {"precision": None, "assigned": 0}, "B": {"precision": None, "assigned": 0}},
    }
