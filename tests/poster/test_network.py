import numpy as np
import pytest
from PIL import Image

pytest.importorskip("onnxruntime")
pytest.importorskip("onnx")

from movie_classifier.poster.network import ImageNetwork, scaled
from tests.poster.tiny import write_network


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> ImageNetwork:
    return ImageNetwork(write_network(tmp_path_factory.mktemp("network") / "network.onnx"))


def test_features_of_several_posters(network: ImageNetwork) -> None:
    colours = [(10, 20, 30), (200, 100, 0)]
    found = network.features(
        [Image.new("RGB", (50 + 10 * number, 70), colour) for number, colour in enumerate(colours)]
    )
    assert found == pytest.approx(np.array(colours), abs=0.01)


@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (2000, 1)])
def test_any_shape_is_scaled(network: ImageNetwork, size: tuple[int, int]) -> None:
    assert network.features([Image.new("RGB", size, (9, 9, 9))], 96) == pytest.approx(9, abs=0.01)


def test_wide_posters_are_reduced_to_the_detail_of_training() -> None:
    stripes = Image.new("RGB", (400, 600))
    for left in range(0, 400, 20):
        stripes.paste((255, 255, 255), (left, 0, left + 10, 600))
    narrow = stripes.resize((40, 60), Image.Resampling.BICUBIC)
    assert np.array_equal(scaled(stripes, 40), scaled(narrow, None))
    assert not np.array_equal(scaled(stripes, None), scaled(narrow, None))
    assert np.array_equal(scaled(narrow, 400), scaled(narrow, None))
