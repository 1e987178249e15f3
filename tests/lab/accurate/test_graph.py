"""The graph gives what PyTorch gives with the same weights."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from lab.accurate.graph import EncoderGraph
from movie_classifier.model.pipeline.film_encoder import FEATURES, IDS

torch = pytest.importorskip("torch", reason="the extra teacher is not installed")
transformers = pytest.importorskip("transformers", reason="the extra teacher is not installed")


def test_same_features_as_the_model(encoder: Path, tmp_path: Path) -> None:
    model = transformers.BertModel.from_pretrained(encoder).eval()
    weights = {name: value.numpy() for name, value in model.state_dict().items()}
    graph = EncoderGraph(weights, model.config.num_attention_heads, model.config.layer_norm_eps).build()
    onnx.save(graph, tmp_path / "network.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "network.onnx"), providers=["CPUExecutionProvider"])
    for length in (2, 7, 60):
        ids = np.random.default_rng(length).integers(0, model.config.vocab_size, (3, length))
        with torch.no_grad():
            expected = model(input_ids=torch.from_numpy(ids)).last_hidden_state.mean(dim=1).numpy()
        assert session.run([FEATURES], {IDS: ids})[0] == pytest.approx(expected, abs=1e-5)
