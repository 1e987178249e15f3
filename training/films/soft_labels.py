"""Soft labels: probabilities of another model that are mixed into the labels of training films."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from movie_classifier.model.pipeline.loading import COMPONENT
from training.start import load_start

Labels = TypeVar("Labels", NDArray[np.float32], NDArray[np.float64])


def save_soft_labels(path: Path, labels: Sequence[str], parts: Mapping[str, NDArray[np.floating]]) -> None:
    """Write soft labels to a file, in a folder that is created if necessary.

    Args:
        path: the file.
        labels: the k labels, in the order of the columns.
        parts: corpus (`train`, `extra`) → soft labels of its n films, of shape (n, k).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    arrays = {part: rows.astype(np.float16) for part, rows in parts.items()}
    np.savez_compressed(path, labels=np.array(labels), **arrays)  # type: ignore[arg-type]


def load_soft_labels(path: Path) -> tuple[list[str], dict[str, NDArray[np.float16]]]:
    """Return the labels and the parts that `save_soft_labels` wrote."""
    with np.load(path) as saved:
        parts = dict(saved)
    return list(map(str, parts.pop("labels"))), parts


def mix_labels(docs: list[Doc], labels: list[str], probabilities: NDArray[np.floating], weight: float) -> None:
    """Replace each of `labels` in `docs` by a weighted mean of the soft label and the film's own label.

    Args:
        docs: n films.
        labels: the k labels, in the order of the columns.
        probabilities: soft labels in [0, 1], of shape (n, k).
        weight: weight of the soft label in [0, 1]. It is 1 for a label that the film's source does not have.
    """
    own = np.array([[doc.cats.get(label, np.nan) for label in labels] for doc in docs]).reshape(probabilities.shape)
    mixed = mix(own, probabilities.astype(np.float64), weight)
    for doc, row in zip(docs, mixed.tolist(), strict=True):
        doc.cats |= dict(zip(labels, row, strict=True))


def mix(own: Labels, soft: Labels, weight: float) -> Labels:
    """Return the weighted mean of the films' own labels and the soft labels, both of shape (films, labels).

    Args:
        own: 0 or 1, or NaN for a label that the film's source does not have. It becomes the soft label.
        soft: soft labels in [0, 1], or NaN for a film that has none. It keeps its own label.
        weight: weight of the soft labels in [0, 1].
    """
    mixed: Labels = np.where(np.isnan(soft), own, weight * soft + (1 - weight) * own)
    return np.where(np.isnan(own), soft, mixed)


def mix_start_labels(docs: list[Doc], start: str, start_films: int) -> None:
    """Mix the probabilities of the pipeline that training continues from into the labels of `docs`.

    A pipeline that learns from labels alone soon fits a short list of films, and forgets what it knew. Its own
    probabilities as part of the labels prevent both (Li and Hoiem, "Learning without Forgetting", ECCV 2016). Their
    weight is `start_films / (start_films + films)`: the more films, the more their labels count.

    Args:
        docs: the films.
        start: an installed pipeline or the folder of one. Labels that it does not know stay as they are, all of them if
            it has no text classifier.
        start_films: number of films whose labels weigh as much as its probabilities.

    Raises:
        BaseModelMissing: `start` is not installed.
    """
    nlp = load_start(start)
    if COMPONENT not in nlp.pipe_names or not docs:
        return
    labels = [label for label in nlp.pipe_labels[COMPONENT] if label in docs[0].cats]
    if not labels:
        return
    texts = nlp.pipe([doc.text for doc in docs])
    probabilities = np.array([[doc.cats[label] for label in labels] for doc in texts])
    mix_labels(docs, labels, probabilities, start_films / (start_films + len(docs)))
