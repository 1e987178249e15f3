"""Fits how familiar texts are to an encoder that was trained on several languages."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from movie_classifier.model.pipeline.familiarity import Familiarity
from movie_classifier.model.pipeline.film_encoder import FilmEncoder
from training.config import Plan
from training.films.corpus import language_of, read_corpus
from training.films.tokenizer import blank_pipeline

MAX_TEXTS = 4_000
"""Largest number of texts of a language that the pieces are counted in."""

SMOOTHING = 1e-6
"""Added to the share of each piece. No piece is impossible."""

QUANTILE = 0.01
"""Share of the dev texts below the limit, in the least familiar language."""


def fit_familiarity(plan: Plan, encoder: FilmEncoder) -> Familiarity | None:
    """Return the familiarity of texts like the training films of `plan`; None if all of them are English.

    The share of a piece is its mean over the languages, so that a language with few texts is as familiar as the others.
    """
    texts = _by_language(path for path in (plan.train, plan.extra) if path)
    if not any(texts):
        return None
    lengths = np.array(encoder.piece_lengths())
    shares = np.full(len(lengths), SMOOTHING)
    for some in texts.values():
        counts = np.zeros(len(lengths))
        for pieces in encoder.pieces(some):
            np.add.at(counts, pieces, 1)
        shares += counts / counts.sum() / len(texts)
    familiarity = Familiarity(np.log(shares / shares.sum()), lengths, limit=0.0)
    measured = (
        [familiarity.measure(each) for each in encoder.pieces(some)] for some in _by_language([plan.dev]).values()
    )
    return familiarity._replace(limit=min(float(np.quantile(each, QUANTILE)) for each in measured))


def _by_language(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Return language → at most `MAX_TEXTS` texts of the corpora."""
    nlp, texts = blank_pipeline(), defaultdict[str, list[str]](list)
    for path in paths:
        for doc in read_corpus(path, nlp):
            if len(texts[language_of(doc)]) < MAX_TEXTS:
                texts[language_of(doc)].append(doc.text)
    return texts
