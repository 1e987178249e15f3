"""A poster model that is made in a moment: its network sees the mean colour, and dark posters are horror."""

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from movie_classifier.model.checksums import write_checksums
from movie_classifier.poster.layers import FeatureLayers, Fusion, save_layers
from movie_classifier.poster.model import INFO_FILE, LAYERS_FILE, NETWORK_FILE, PosterInfo
from movie_classifier.poster.network import FEATURES, HEIGHT, PIXELS, WIDTH


def write_network(path: Path) -> Path:
    """A network whose three features are the mean red, green and blue."""
    nodes = [
        helper.make_node("Cast", [PIXELS], ["values"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["values"], [FEATURES], axes=[1, 2], keepdims=0),
    ]
    pixels = helper.make_tensor_value_info(PIXELS, TensorProto.UINT8, ["posters", HEIGHT, WIDTH, 3])
    features = helper.make_tensor_value_info(FEATURES, TensorProto.FLOAT, ["posters", 3])
    graph = helper.make_graph(nodes, "mean colour", [pixels], [features])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def write_poster_model(folder: Path, text_model: Path) -> Path:
    """A poster model for a text pipeline. Posters darker than medium grey are horror, brighter ones are comedies."""
    meta = json.loads((text_model / "meta.json").read_text())
    labels, text_name = tuple(meta["labels"]["textcat_multilabel"]), f"{meta['name']} {meta['version']}"
    output = np.zeros((6, len(labels)))
    output[3:, labels.index("Horror")] = output[:3, labels.index("Comedy")] = 5
    identity = np.eye(3)
    hidden = FeatureLayers(
        mean=np.full(3, 127.5), deviation=np.full(3, 127.5), weights=np.hstack([identity, -identity]),
        bias=np.zeros(6), output=output, output_bias=np.zeros(len(labels)),
    )  # fmt: skip
    ones = np.ones(len(labels))
    folder.mkdir(parents=True, exist_ok=True)
    write_network(folder / NETWORK_FILE)
    save_layers(folder / LAYERS_FILE, hidden, {text_name: Fusion(ones, ones, np.zeros(len(labels)))})
    info = PosterInfo(
        network="mean colour", labels=labels, poster_width=96,
        thresholds={text_name: dict.fromkeys(labels, 0.6)}, metrics={text_name: {"micro_f1": 0.5}},
    )  # fmt: skip
    (folder / INFO_FILE).write_text(info.to_json())
    write_checksums(folder)
    return folder
