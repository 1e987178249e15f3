"""Fits how familiar texts are to an encoder that was trained on several languages."""

import numpy as np

from movie_classifier.model.pipeline.familiarity import Familiarity
from movie_classifier.model.pipeline.film_encoder import FilmEncoder
from training.config import Plan
from training.films.corpus import language_of, read_corpus
from training.films.tokenizer import blank_pipeline

MAX_ENGLISH = 12_000
"""Largest number of English films that the pieces are counted in. The other languages have about as many."""

QUANTILE, MARGIN = 0.01, 0.2
"""The limit is this far below what all but this share of the dev texts have. Some languages have few of them."""


def fit_familiarity(plan: Plan, encoder: FilmEncoder) -> Familiarity | None:
    """Return the familiarity of texts like the training films of `plan`; None if all of them are English."""
    nlp = blank_pipeline()
    films = [
        (language_of(doc), doc.text) for path in (plan.train, plan.extra) if path for doc in read_corpus(path, nlp)
    ]
    texts = [text for language, text in films if language]
    if not texts:
        return None
    texts += [text for language, text in films if not language][:MAX_ENGLISH]
    lengths = np.array(encoder.piece_lengths())
    counts = np.full(len(lengths), 0.5)  # no piece is impossible
    for pieces in encoder.pieces(texts):
        np.add.at(counts, pieces, 1)
    familiarity = Familiarity(np.log(counts / counts.sum()), lengths, limit=0.0)
    dev = [familiarity.measure(pieces) for pieces in encoder.pieces([doc.text for doc in read_corpus(plan.dev, nlp)])]
    return familiarity._replace(limit=float(np.quantile(dev, QUANTILE)) - MARGIN)
