import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score

from movie_classifier.poster.layers import Fusion
from training.evaluation.metrics import calibration_error, pair_log_loss
from training.evaluation.scores import Scores
from training.poster_model.fusion import LateFusion

pytestmark = pytest.mark.slow

Sources = tuple[list[NDArray[np.float64]], NDArray[np.bool_]]


def make(films: int, seed: int) -> Sources:
    """Two classifiers that see different evidence. Both are overconfident."""
    random = np.random.default_rng(seed)
    truth = random.random((films, 6)) < np.array([0.5, 0.3, 0.2, 0.1, 0.05, 0.02])
    odds = [np.where(truth, 1.5, -1.5) + random.normal(0, 1.5, truth.shape) for _ in range(2)]
    return [1 / (1 + np.exp(-2 * each)) for each in odds], truth


@pytest.fixture(scope="module")
def dev() -> Sources:
    return make(500, 0)


@pytest.fixture(scope="module")
def test() -> Sources:
    return make(1500, 1)


def test_both_together_are_better_than_each(dev: Sources, test: Sources) -> None:
    fusion = LateFusion()
    fusion.fit(*dev)
    fused = fusion.predict_proba(test[0])
    precision = [average_precision_score(test[1], each, average="micro") for each in (*test[0], fused)]
    assert precision[2] > max(precision[:2]) + 0.03


def test_probabilities_are_calibrated(dev: Sources, test: Sources) -> None:
    fusion = LateFusion()
    out_of_fold = fusion.fit(*dev)
    labels, texts = tuple("ABCDEF"), tuple("" for _ in range(1500))
    before = calibration_error(Scores(labels, texts, test[1], test[0][0]))
    after = calibration_error(Scores(labels, texts, test[1], fusion.predict_proba(test[0])))
    assert after < 0.02 < before
    assert pair_log_loss(out_of_fold, dev[1]) == pytest.approx(
        pair_log_loss(fusion.predict_proba(test[0]), test[1]), 0.1
    )


def test_a_source_without_evidence_changes_little(dev: Sources, test: Sources) -> None:
    random = np.random.default_rng(2)
    one, noisy = LateFusion(), LateFusion()
    one.fit(dev[0][:1], dev[1])
    noisy.fit([dev[0][0], random.random(dev[1].shape)], dev[1])
    loss = pair_log_loss(one.predict_proba(test[0][:1]), test[1])
    assert pair_log_loss(noisy.predict_proba([test[0][0], random.random(test[1].shape)]), test[1]) < loss * 1.05


def test_out_of_fold_probabilities_do_not_know_their_film() -> None:
    """On labels that are pure chance, probabilities of the training films must not beat the frequencies."""
    random = np.random.default_rng(0)
    truth, source = random.random((200, 3)) < 0.3, random.random((200, 3))
    out_of_fold = LateFusion().fit([source], truth)
    assert pair_log_loss(out_of_fold, truth) > pair_log_loss(np.tile(truth.mean(axis=0), (200, 1)), truth) - 1e-3


def test_the_service_computes_the_same_probabilities(dev: Sources, test: Sources) -> None:
    fusion = LateFusion()
    fusion.fit(*dev)
    (text, poster), bias = fusion.by_genre(6)
    found = Fusion(text, poster, bias).predict_proba(*test[0])
    assert found == pytest.approx(fusion.predict_proba(test[0]))
