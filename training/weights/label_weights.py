"""Fits new labels by logistic regression on the words of a film and on the hidden layer of a trained pipeline.

A config names the callback under `[initialize] after_init`. `spacy train` finds it with
`--code training/weights/label_weights.py`. The hidden layer stays as it is, so that a few thousand films are enough
for many labels.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from spacy.language import Language
from spacy.util import registry
from tqdm import tqdm

from movie_classifier.model.log_odds import log_odds
from movie_classifier.model.pipeline.loading import COMPONENT
from training.errors import StartUnusable
from training.films import training_corpus as _registered  # noqa: F401 - configs name its functions
from training.films.corpus import read_corpus
from training.start import load_start
from training.weights.ensemble import Ensemble, parts

ITERATIONS = 300
"""Largest number of iterations of L-BFGS. The plot tags of MPST need up to 71."""


@registry.callbacks("movie_classifier.fit_label_weights.v1")
def create_fit_label_weights(
    films: str, pipeline: str | None = None, c: float = 2.0, hidden_weight: float = 0.1, min_films: int = 3
) -> Callable[[Language], Language]:
    """Create the callback for `[initialize] after_init`. It computes all weights, so that no training step is needed.

    Args:
        films: corpus of the train films.
        pipeline: an installed pipeline, or the folder of one, whose hidden layer is used. None for words alone.
        c: inverse weight of the L2 penalty.
        hidden_weight: standard deviation to which each value of the hidden layer is scaled. The vectors of the films'
            words are scaled to the mean length 1.
        min_films: smallest number of films that a word must occur in.
    """

    def fit_label_weights(nlp: Language) -> Language:
        if pipeline is not None:
            _copy_hidden_layer(pipeline, nlp)
        docs = list(read_corpus(Path(films), nlp))
        ensemble = Ensemble.of(nlp)
        words = ensemble.count_slots(docs)
        hidden = ensemble.read_hidden(docs) if pipeline is not None else np.zeros((len(docs), ensemble.width))
        word_scale = _scale_words(words, min_films)
        spread = hidden.std(axis=0)
        hidden_scale = hidden_weight * np.divide(1, spread, out=np.zeros_like(spread), where=spread > 0)
        used = np.flatnonzero(word_scale)
        features = hstack([words[:, used].multiply(word_scale[used]), csr_matrix(hidden * hidden_scale)], "csr")
        for row, label in enumerate(tqdm(nlp.pipe_labels[COMPONENT], unit=" labels", disable=None, leave=False)):
            weights, bias = _fit(features, np.array([doc.cats[label] > 0 for doc in docs]), c)
            of_words, of_hidden = weights[: len(used)] * word_scale[used], weights[len(used) :] * hidden_scale
            ensemble.set_label(row, used, of_words, of_hidden, bias)
        return nlp

    return fit_label_weights


def _copy_hidden_layer(pipeline: str, target: Language) -> None:
    source = load_start(pipeline)
    if COMPONENT not in source.pipe_names:
        raise StartUnusable(pipeline, "it has no text classifier")
    try:
        pipes: list[Any] = [nlp.get_pipe(COMPONENT) for nlp in (source, target)]
        old, new = (parts(pipe.model)[1] for pipe in pipes)
        new.from_bytes(old.to_bytes())
    except (AttributeError, IndexError, ValueError) as error:
        raise StartUnusable(pipeline, "its architecture differs from that of the config") from error


def _scale_words(counts: csr_matrix, min_films: int) -> NDArray[np.float64]:
    """Return a factor for each slot: its inverse document frequency, divided by the mean length of the films' vectors.

    TF-IDF divides each film's vector by its own length, which a linear model of counts cannot do. A slot that occurs in
    fewer than `min_films` films gets 0.
    """
    weights = TfidfTransformer(norm=None).fit(counts).idf_ * (counts.getnnz(axis=0) >= min_films)
    lengths = np.sqrt(counts.multiply(counts) @ weights**2)
    scaled: NDArray[np.float64] = weights / max(float(lengths.mean()), 1e-9)
    return scaled


def _fit(features: csr_matrix, truth: NDArray[np.bool_], c: float) -> tuple[NDArray[np.float64], float]:
    """Return the weights and the bias of a label."""
    if truth.all() or not truth.any():
        share = (float(truth.sum()) + 0.5) / (len(truth) + 1)
        return np.zeros(features.shape[1]), log_odds(share)
    fitted = LogisticRegression(C=c, max_iter=ITERATIONS).fit(features, truth)
    return fitted.coef_[0], float(fitted.intercept_[0])
