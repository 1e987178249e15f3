"""Chooses the limits of normal confidence, and fits the outlier score.

Nobody has a list of all texts that are no films. The outlier score is a logistic regression that tells the training
films from words drawn at random, by their frequency in the language (wordfreq: Speer, 2022). It is fitted on the mean
of the words' features, and so learns which words films have more often, or less often, than other texts.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import wordfreq
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vectors import Vectors

from movie_classifier.model.confidence import TOP_GENRE_WEIGHT, find_doubt
from movie_classifier.model.log_odds import log_odds
from movie_classifier.model.pipeline.encoder_component import EncoderClassifier
from movie_classifier.model.pipeline.evidence import (
    EvidenceTable,
    is_word,
    make_evidence_table,
    read_limits,
    vector_row,
    word_features,
)
from movie_classifier.model.pipeline.loading import COMPONENT
from movie_classifier.model.pipeline.word_rows import WordRows
from movie_classifier.prediction import Prediction
from training.evaluation.scores import Scores
from training.films.corpus import read_corpus

MAX_FILMS = 12_000
"""Largest number of training films that the outlier score is fitted on."""

LOW_SHARE = 0.02
"""Share of the dev films whose outlier score is above the limit."""

KNOWN_SHARE_QUANTILE, KNOWN_SHARE_MARGIN = 0.01, 0.1
"""The limit of the share of known words is this far below what all but this share of the dev films have."""

REGULARIZATION = 0.1
"""Inverse strength of the L2 penalty on standardized features."""


def fit_confidence(nlp: Language, train: Path, dev: Scores) -> dict[str, Any] | None:
    """Return the limits and the outlier score of a pipeline, as `meta.json` has them.

    Args:
        nlp: the pipeline.
        train: corpus of the training films.
        dev: scores of the pipeline on the dev films.

    Returns:
        None if the pipeline has no word vectors, or if wordfreq does not know its language.
    """
    vectors = nlp.vocab.vectors
    if not vectors.size or nlp.lang not in wordfreq.available_languages():
        return None
    films = _word_rows(read_corpus(train, nlp), nlp)
    weights, bias = _fit_outlier_score(films, vectors, nlp.lang)
    evidence = EvidenceTable(vectors, weights, bias, WordRows()).measure([nlp.make_doc(text) for text in dev.texts])
    shares = [each.known / max(1, each.words) for each in evidence]
    differences = [
        each.outlier_score - TOP_GENRE_WEIGHT * log_odds(top)
        for each, top in zip(evidence, dev.scores.max(axis=1).tolist(), strict=True)
    ]
    return {
        "min_known_share": round(float(np.quantile(shares, KNOWN_SHARE_QUANTILE)) - KNOWN_SHARE_MARGIN, 4),
        "max_outlier_score": round(float(np.quantile(differences, 1 - LOW_SHARE)), 4),
        "bias": round(bias, 4),
        "weights": [round(weight, 5) for weight in weights],
    }


def measure_confidence(nlp: Language, meta: dict[str, Any], scores: Scores) -> dict[str, float]:
    """Return the share of films with low confidence, and how often the most probable genre is right with either.

    Args:
        nlp: the pipeline.
        meta: its `meta.json`, with thresholds and the result of `fit_confidence`.
        scores: scores of the pipeline on films.
    """
    low = np.array([doubt is not None for doubt in find_doubts(nlp, meta, scores)])
    right = scores.truth[np.arange(len(low)), scores.scores.argmax(axis=1)]
    groups = {"low": right[low], "normal": right[~low]}
    return {"low": round(float(low.mean()), 4)} | {
        f"top_genre_precision_{name}": round(float(group.mean()), 4) for name, group in groups.items() if len(group)
    }


def find_doubts(nlp: Language, meta: dict[str, Any], scores: Scores) -> list[str | None]:
    """Return the reason for low confidence of each film, as the service would give it."""
    component = nlp.get_pipe(COMPONENT) if COMPONENT in nlp.pipe_names else None
    table, limits = make_evidence_table(meta, nlp.vocab.vectors, WordRows()), read_limits(meta)
    rows: list[list[float]] = scores.scores.tolist()
    doubts: list[str | None] = [None] * len(rows)
    if isinstance(component, EncoderClassifier):
        doubts = component.find_doubts(scores.texts)
    elif table is not None and limits is not None:
        doubts = [
            find_doubt(each, limits, log_odds(max(row)))
            for each, row in zip(table.measure([nlp.make_doc(text) for text in scores.texts]), rows, strict=True)
        ]
    return [
        Prediction.from_scores(
            "", dict(zip(scores.labels, row, strict=True)), meta["thresholds"], doubt
        ).confidence_reason
        for row, doubt in zip(rows, doubts, strict=True)
    ]


def _word_rows(docs: Iterable[Doc], nlp: Language) -> list[NDArray[np.intp]]:
    """Return for at most `MAX_FILMS` documents the vector's row of each word, -1 for an unknown word.

    The words are those of the pipeline's tokenizer, as in the service. The corpus may have been tokenized by another.
    """
    films, vectors = list(docs), nlp.vocab.vectors
    chosen = np.random.default_rng(0).permutation(len(films))[:MAX_FILMS]
    words = ([token.text for token in nlp.make_doc(films[number].text) if is_word(token.text)] for number in chosen)
    return [np.array([vector_row(vectors, word) for word in film], np.intp) for film in words if film]


def _fit_outlier_score(films: list[NDArray[np.intp]], vectors: Vectors, language: str) -> tuple[list[float], float]:
    """Return the weights of the word features, and the bias: log-odds that words are drawn at random."""
    frequencies = wordfreq.get_frequency_dict(language)
    rows = np.array([vector_row(vectors, word) for word in frequencies])
    shares = np.array(list(frequencies.values()))
    lengths = [len(film) for film in films]
    drawn = rows[np.random.default_rng(0).choice(len(rows), sum(lengths), p=shares / shares.sum())]
    random_words = np.split(drawn, np.cumsum(lengths)[:-1])
    features = word_features(vectors)
    means = np.array([features[words].mean(axis=0) for words in [*films, *random_words]])
    scaler = StandardScaler()
    model = LogisticRegression(C=REGULARIZATION, max_iter=1_000)
    model.fit(scaler.fit_transform(means), [0] * len(films) + [1] * len(random_words))
    weights = model.coef_[0] / scaler.scale_
    return weights.tolist(), float(model.intercept_[0] - weights @ scaler.mean_)
