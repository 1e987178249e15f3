"""Stores the weights of an image network in 8 bits: a quarter of the size. The network still computes with floats."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

LARGEST = 127
"""Largest absolute value of a weight in 8 bits."""


def quantize_weights(path: Path) -> None:
    """Replace the weights of all convolutions in an ONNX file by 8-bit ones. Each output channel has its own scale."""
    model = onnx.load(path)
    floats = {tensor.name: tensor for tensor in model.graph.initializer}
    stored: list[onnx.NodeProto] = []
    for node in model.graph.node:
        if node.op_type != "Conv":
            continue
        name = node.input[1]
        weights, scales = _quantized(numpy_helper.to_array(floats[name]))
        model.graph.initializer.remove(floats.pop(name))
        tensors: dict[str, NDArray[Any]] = {f"{name}_8_bits": weights, f"{name}_scales": scales}
        model.graph.initializer.extend(numpy_helper.from_array(values, new) for new, values in tensors.items())
        stored.append(helper.make_node("DequantizeLinear", list(tensors), [name], axis=0))
    nodes = [*stored, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _quantized(weights: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return weights of shape (channels, ...) in 8 bits, and the scale of each channel."""
    rows = weights.reshape(len(weights), -1)
    scales = np.maximum(np.abs(rows).max(axis=1), np.finfo(np.float32).tiny) / LARGEST
    return np.rint(rows / scales[:, None]).astype(np.int8).reshape(weights.shape), scales.astype(np.float32)
