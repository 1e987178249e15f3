"""Exports the fine-tuned encoder as a pipeline, before quantisation."""

import json
import tempfile
from pathlib import Path

import onnx
import torch
from transformers import AutoConfig

from lab.accurate.files import float_model, require, weights_file
from lab.accurate.graph import EncoderGraph
from lab.teacher.recipe import read_recipe
from movie_classifier.model.pipeline.film_encoder import NETWORK_FILE, TOKENIZER_FILE
from training.config import Plan
from training.weights.encoder_pipeline import write_pipeline


def export(plan: Plan, encoder: Path) -> Path:
    """Write the pipeline of the fine-tuned weights, and return its folder.

    The output layer is that for the first list of films, which dev and test come from. Its weights include the scale
    of the embeddings.

    Args:
        plan: the config.
        encoder: folder of the pretrained encoder, whose tokenizer and configuration are used.

    Raises:
        DataNotFound: the encoder has not been fine-tuned.
    """
    state = torch.load(require(weights_file(plan), "finetune", plan), map_location="cpu", weights_only=True)
    arrays = {name: value.numpy() for name, value in state.items()}
    config = AutoConfig.from_pretrained(encoder)
    weights = {name.removeprefix("encoder."): value for name, value in arrays.items() if name.startswith("encoder.")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        graph = EncoderGraph(weights, config.num_attention_heads, config.layer_norm_eps)
        onnx.save(graph.build(), folder / NETWORK_FILE)
        tokenizer = json.loads((encoder / TOKENIZER_FILE).read_text(encoding="utf-8"))
        text = json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":"))  # half as large without white space
        (folder / TOKENIZER_FILE).write_text(text, encoding="utf-8")
        write_pipeline(
            folder, plan.labels, (arrays["shared.weight"] + arrays["shift.weight"]) * read_recipe(plan.config).scale,
            arrays["shared.bias"] + arrays["shift.bias"], float_model(plan),
        )  # fmt: skip
    return float_model(plan)
