"""Learns the labels of a list of films on the embeddings of an accurate pipeline, without changing its encoder."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from tqdm import tqdm

from movie_classifier.model.log_odds import log_odds, sigmoid
from movie_classifier.model.pipeline.encoder_component import EncoderClassifier
from movie_classifier.model.pipeline.film_encoder import FilmEncoder
from training.config import Plan
from training.errors import ConfigInvalid
from training.evaluation.scores import Scores
from training.evaluation.thresholds import micro_f1_at, one_threshold
from training.films.corpus import read_labelled
from training.start import load_start
from training.weights.encoder_pipeline import encoder_classifier, write_pipeline

PENALTIES = (100.0, 30.0, 10.0, 3.0, 1.0, 0.3)
"""Weights of the penalty, tried in this order until micro-F1 on dev falls. A weak penalty takes long to fit."""

BLOCK = 64
"""Number of films between two steps of the progress bar."""

Layer = tuple[NDArray[np.float64], NDArray[np.float64]]
"""Weights of shape (labels, width), and a bias of shape (labels,)."""


def train_linear_layer(plan: Plan, echo: Callable[[str], None]) -> Path:
    """Train a linear layer for the labels of the plan on `plan.encoder`, write the pipeline, and return its folder.

    The layer is a logistic regression for each label. For a label that `plan.encoder` knows, the penalty is on the
    distance from its weights there; for others, on the distance from zero. So a short list changes little of what the
    pipeline knows.

    Args:
        plan: a config with an encoder, such as films_accurate.cfg.
        echo: called with each line of progress.

    Raises:
        DataNotFound: the films have not been prepared.
        ConfigInvalid: the config has no encoder.
        BaseModelMissing: the pipeline with the encoder is not installed.
        StartUnusable: that pipeline has no sentence encoder.
        MissingExtra: the extra `accurate` is not installed.
    """
    if plan.encoder is None:
        raise ConfigInvalid(plan.config, "it has no [paths] encoder; `python -m lab accurate` trains one")
    labels = plan.labels
    texts = {part: read_labelled(path, labels) for part, path in (("train", plan.train), ("dev", plan.dev))}
    source = encoder_classifier(load_start(plan.encoder), plan.encoder)
    assert source.encoder is not None
    embeddings = {}
    for part, (part_texts, _) in texts.items():
        echo(f"embedding {len(part_texts):,} films of {part}")
        embeddings[part] = _embed(source.encoder, part_texts)
    start = _start(source, labels, texts["train"][1])
    best, best_layer = -1.0, start
    for penalty in PENALTIES:
        layer = fit_layer(embeddings["train"], texts["train"][1], start, penalty, guess=best_layer)
        score = _score(labels, texts["dev"], embeddings["dev"], layer)
        echo(f"penalty {penalty:g}: micro-F1 on dev {score:.3f}")
        if score < best:
            break
        best, best_layer = score, layer
    write_pipeline(source.encoder.folder, labels, *best_layer, plan.best_model)
    return plan.best_model


def _embed(encoder: FilmEncoder, texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the embeddings, of shape (films, width), and show a progress bar in a terminal."""
    embeddings = np.zeros((len(texts), encoder.width))
    with tqdm(total=len(texts), unit=" films", disable=None, leave=False) as progress:
        for start in range(0, len(texts), BLOCK):
            block = texts[start : start + BLOCK]
            embeddings[start : start + BLOCK] = encoder.embed(block)
            progress.update(len(block))
    return embeddings


def fit_layer(
    embeddings: NDArray[np.float64],
    truth: NDArray[np.float32],
    start: Layer,
    penalty: float,
    guess: Layer | None = None,
) -> Layer:
    """Return the layer with the smallest sum of cross-entropy and penalty.

    Args:
        embeddings: shape (films, width).
        truth: labels, 0 or 1, of shape (films, labels). NaN for a label that the film's source does not have.
        start: the layer that the penalty measures the distance from. The bias has no penalty.
        penalty: weight of half the squared distance.
        guess: a layer near the result, from which the search begins; by default `start`.
    """
    known, signs = ~np.isnan(truth), np.where(truth > 0, -1.0, 1.0)
    shape = start[0].shape

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = flat[: shape[0] * shape[1]].reshape(shape), flat[shape[0] * shape[1] :]
        margins = signs * (embeddings @ weights.T + bias)
        entropy = float(np.logaddexp(0, margins)[known].sum())
        slopes = np.where(known, signs * sigmoid(margins), 0.0)
        change = weights - start[0]
        gradient = [(slopes.T @ embeddings + penalty * change).ravel(), slopes.sum(axis=0)]
        return entropy + penalty / 2 * float((change**2).sum()), np.concatenate(gradient)

    first = guess or start
    found = minimize(loss, np.concatenate([first[0].ravel(), first[1]]), jac=True, method="L-BFGS-B")
    weights, bias = found.x[: shape[0] * shape[1]].reshape(shape), found.x[shape[0] * shape[1] :]
    return weights, bias


def _start(source: EncoderClassifier, labels: tuple[str, ...], truth: NDArray[np.float32]) -> Layer:
    """Return the weights of the labels that `source` knows. Others start at zero, with the bias of their frequency."""
    weights = np.zeros((len(labels), source.weights.shape[1]))
    bias = log_odds(np.nanmean(truth, axis=0).astype(np.float64), 1e-4)
    for row, label in enumerate(labels):
        if label in source.labels:
            column = source.labels.index(label)
            weights[row], bias[row] = source.weights[column], source.bias[column]
    return weights, bias


def _score(
    labels: tuple[str, ...], films: tuple[list[str], NDArray[np.float32]], embeddings: NDArray[np.float64], layer: Layer
) -> float:
    texts, truth = films
    probabilities = sigmoid(embeddings @ layer[0].T + layer[1])
    scores = Scores(labels, tuple(texts), truth > 0, probabilities)
    return micro_f1_at(scores, one_threshold(scores))
