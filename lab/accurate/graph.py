"""Writes a BERT encoder as an ONNX graph: word pieces → mean of the last layer (Devlin et al., NAACL 2019).

The graph uses the attention operator of ONNX Runtime. It quantises and runs faster than the attention that PyTorch's
exporter writes. There is no attention mask: a run has films of the same length, in practice one film.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from movie_classifier.model.pipeline.film_encoder import FEATURES, IDS

OPSET, RUNTIME_DOMAIN, IR_VERSION = 17, "com.microsoft", 9


class EncoderGraph:
    """Builds the graph from the weights of a `transformers.BertModel`.

    Args:
        weights: name of a weight in the model's state → its value.
        heads: attention heads of a layer.
        epsilon: added to the variance in layer normalisation.
    """

    def __init__(self, weights: Mapping[str, NDArray[np.float32]], heads: int, epsilon: float) -> None:
        self._weights, self._heads, self._epsilon = weights, heads, epsilon
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {}

    def build(self) -> Any:
        """Return the ONNX model."""
        states = self._embed()
        for layer in range(self._count_layers()):
            states = self._layer(f"encoder.layer.{layer}", states)
        self._node("ReduceMean", [states], FEATURES, axes=[1], keepdims=0)
        width = self._weights["embeddings.LayerNorm.bias"].shape[0]
        graph = helper.make_graph(
            self._nodes,
            "encoder",
            [helper.make_tensor_value_info(IDS, TensorProto.INT64, ["films", "length"])],
            [helper.make_tensor_value_info(FEATURES, TensorProto.FLOAT, ["films", width])],
            list(self._constants.values()),
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(RUNTIME_DOMAIN, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        onnx.checker.check_model(model)
        return model

    def _count_layers(self) -> int:
        return len({name.split(".")[2] for name in self._weights if name.startswith("encoder.layer.")})

    def _embed(self) -> str:
        """Add the vectors of pieces and positions. All pieces have the same token type, whose vector is added too."""
        words = self._constant("words", self._weights["embeddings.word_embeddings.weight"])
        token_type = self._weights["embeddings.token_type_embeddings.weight"][0]
        positions = self._constant("positions", self._weights["embeddings.position_embeddings.weight"] + token_type)
        zero = self._constant("zero", np.array([0]))
        self._node("Gather", [words, IDS], "word_vectors")
        self._node("Shape", [IDS], "length", start=1, end=2)
        self._node("Slice", [positions, zero, "length", zero], "position_vectors")
        return self._normalise("embeddings.LayerNorm", self._add("word_vectors", "position_vectors"))

    def _layer(self, name: str, states: str) -> str:
        attention = f"{name}.attention"
        attended = self._biased_product(f"{attention}.output.dense", self._attend(attention, states))
        states = self._normalise(f"{attention}.output.LayerNorm", self._add(attended, states))
        inner = self._product(f"{name}.intermediate.dense", states)
        activated = self._node(
            "BiasGelu", [inner, self._weight(f"{name}.intermediate.dense.bias")], f"{name}.gelu", RUNTIME_DOMAIN
        )
        outer = self._biased_product(f"{name}.output.dense", activated)
        return self._normalise(f"{name}.output.LayerNorm", self._add(outer, states))

    def _attend(self, name: str, states: str) -> str:
        parts = [f"{name}.self.{part}" for part in ("query", "key", "value")]
        weights = np.concatenate([self._weights[f"{part}.weight"].T for part in parts], axis=1)
        biases = np.concatenate([self._weights[f"{part}.bias"] for part in parts])
        inputs = [states, self._constant(f"{name}.weight", weights), self._constant(f"{name}.bias", biases)]
        return self._node("Attention", inputs, f"{name}.attended", RUNTIME_DOMAIN, num_heads=self._heads)

    def _product(self, name: str, states: str) -> str:
        matrix = self._constant(f"{name}.weight", self._weights[f"{name}.weight"].T)
        return self._node("MatMul", [states, matrix], f"{name}.product")

    def _biased_product(self, name: str, states: str) -> str:
        return self._add(self._product(name, states), self._weight(f"{name}.bias"))

    def _normalise(self, name: str, states: str) -> str:
        inputs = [states, self._weight(f"{name}.weight"), self._weight(f"{name}.bias")]
        return self._node("LayerNormalization", inputs, f"{name}.output", axis=-1, epsilon=self._epsilon)

    def _add(self, left: str, right: str) -> str:
        return self._node("Add", [left, right], f"{left}+{right}")

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def _node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], name=output, domain=domain, **attributes))
        return output
