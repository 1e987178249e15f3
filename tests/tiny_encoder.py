"""A sentence encoder of a few thousand random weights, and a pipeline that has learnt the tiny films with it."""

import json
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from lab.accurate.graph import EncoderGraph
from movie_classifier.film import film_text
from movie_classifier.model.genres import GENRES
from movie_classifier.model.pipeline.film_encoder import NETWORK_FILE, TOKENIZER_FILE, FilmEncoder
from tests.conftest import TINY_FILMS
from training.weights.encoder_pipeline import write_pipeline
from training.weights.linear_layer import fit_layer

WIDTH, INNER, LAYERS, HEADS, LENGTH = 32, 64, 2, 4, 160


def random_weights(words: int) -> dict[str, NDArray[np.float32]]:
    """Weights with the names and shapes of a `transformers.BertModel`."""
    random = np.random.default_rng(0)
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (words, WIDTH),
        "embeddings.position_embeddings.weight": (LENGTH, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    }
    norms = ["embeddings.LayerNorm"]
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        dense = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        dense.append(f"{layer}.attention.output.dense")
        shapes |= {f"{name}.weight": (WIDTH, WIDTH) for name in dense} | {f"{name}.bias": (WIDTH,) for name in dense}
        shapes |= {f"{layer}.intermediate.dense.weight": (INNER, WIDTH), f"{layer}.intermediate.dense.bias": (INNER,)}
        shapes |= {f"{layer}.output.dense.weight": (WIDTH, INNER), f"{layer}.output.dense.bias": (WIDTH,)}
        norms += [f"{layer}.attention.output.LayerNorm", f"{layer}.output.LayerNorm"]
    weights = {name: random.normal(0, 0.3, shape).astype(np.float32) for name, shape in shapes.items()}
    for norm in norms:
        weights |= {f"{norm}.weight": np.ones(WIDTH, np.float32), f"{norm}.bias": np.zeros(WIDTH, np.float32)}
    return weights


def write_encoder(folder: Path) -> Path:
    """Write the files of a `FilmEncoder` that knows the words of the tiny films."""
    words = sorted({word for film, _ in TINY_FILMS for word in film_text(film).split()})
    vocabulary = {piece: row for row, piece in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words])}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = BertNormalizer(), BertPreTokenizer()
    tokenizer.enable_truncation(max_length=8)  # as in the real one, whose settings must not matter
    tokenizer.enable_padding()
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / TOKENIZER_FILE))
    onnx.save(EncoderGraph(random_weights(len(vocabulary)), HEADS, 1e-12).build(), folder / NETWORK_FILE)
    return folder


def write_accurate_model(folder: Path, encoder: Path) -> Path:
    """Write a pipeline that has learnt `TINY_FILMS` by heart, and has all that a service needs."""
    embeddings = FilmEncoder(encoder).embed([film_text(film) for film, _ in TINY_FILMS]).astype(float)
    truth = np.array([[genre in genres for genre in GENRES] for _, genres in TINY_FILMS], np.float32)
    start = np.zeros((len(GENRES), WIDTH)), np.full(len(GENRES), -2.0)
    write_pipeline(encoder, GENRES, *fit_layer(embeddings, truth, start, penalty=0.01), folder)
    meta = json.loads((folder / "meta.json").read_text())
    meta |= {"name": "tiny_accurate", "thresholds": dict.fromkeys(GENRES, 0.5), "performance": {"micro_f1": 0.5}}
    (folder / "meta.json").write_text(json.dumps(meta))
    return folder
