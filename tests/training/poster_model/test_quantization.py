from pathlib import Path

import numpy as np
import pytest

onnx = pytest.importorskip("onnx")
pytest.importorskip("PIL")
onnxruntime = pytest.importorskip("onnxruntime")

from training.poster_model.quantization import quantize_weights  # noqa: E402

SHAPE = (3, 64, 5, 5)


@pytest.fixture
def weights() -> np.ndarray:
    """The channels differ in scale, and one is empty."""
    scales = np.array([1, 1e-3, 0], np.float32).reshape(3, 1, 1, 1)
    return np.random.default_rng(0).normal(size=SHAPE).astype(np.float32) * scales


@pytest.fixture
def network(weights: np.ndarray, tmp_path: Path) -> Path:
    """A network of one convolution."""
    from onnx import TensorProto, helper, numpy_helper

    values = helper.make_tensor_value_info("values", TensorProto.FLOAT, [1, 64, 9, 9])
    result = helper.make_tensor_value_info("result", TensorProto.FLOAT, [1, 3, 5, 5])
    graph = helper.make_graph(
        [helper.make_node("Conv", ["values", "weights"], ["result"])], "one convolution", [values], [result],
        [numpy_helper.from_array(weights, "weights")],
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, tmp_path / "network.onnx")
    return tmp_path / "network.onnx"


def test_a_quarter_of_the_size_computes_nearly_the_same(network: Path) -> None:
    values = np.random.default_rng(1).normal(size=(1, 64, 9, 9)).astype(np.float32)
    size, before = network.stat().st_size, run(network, values)
    quantize_weights(network)
    after = run(network, values)
    assert network.stat().st_size < size / 3
    for channel in (0, 1):
        error = np.abs(after[0, channel] - before[0, channel]).max()
        assert 0 < error < 0.05 * before[0, channel].std()
    assert not after[0, 2].any()


def run(network: Path, values: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(network), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {"values": values})[0])
