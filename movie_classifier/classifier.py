"""The genre classifier, with the methods of a scikit-learn estimator."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from movie_classifier.checksums import content_hash
from movie_classifier.film import Film, film_text
from movie_classifier.pipeline.loading import COMPONENT, Pipeline, load_pipeline
from movie_classifier.pipeline.vocabulary_limit import MAX_WORDS, VocabularyLimit
from movie_classifier.prediction import Prediction, Scores

BATCH = 64
"""Films per batch of the pipeline. Larger batches are not faster."""


@dataclass(frozen=True)
class ModelInfo:
    """Description of a model, as `GET /model` returns it.

    Attributes:
        labels: genres, in the order of the scores.
        thresholds: genre → probability from which it is assigned.
        metrics: scores on the test films, from `performance` in `meta.json`.
        content_hash: SHA-256 over the names and digests of all files of the model, in hexadecimal.
    """

    name: str
    version: str
    labels: tuple[str, ...]
    thresholds: dict[str, float]
    metrics: dict[str, Any]
    spacy_version: str
    content_hash: str


class GenreClassifier:
    """Classifies films with a spaCy pipeline that has a `textcat_multilabel` component. Create it with `load`.

    The methods are thread-safe: calls run one after the other. Memory is bounded.

    Args:
        pipeline: result of `load_pipeline`. The classifier modifies it.
        max_words: largest size of the vocabulary; see `VocabularyLimit`.
    """

    def __init__(self, pipeline: Pipeline, max_words: int = MAX_WORDS) -> None:
        self.info = _describe(pipeline)
        self._nlp = pipeline.nlp
        self._component: Any = pipeline.nlp.get_pipe(COMPONENT)
        self._vocabulary = VocabularyLimit(pipeline.nlp, max_words)
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path | str) -> "GenreClassifier":
        """Load the pipeline folder at `path`. Raises the errors of `load_pipeline`."""
        return cls(load_pipeline(Path(path)))

    def predict_proba(self, films: Sequence[Film]) -> list[Scores]:
        """Return the probabilities of all genres for each film, in the same order."""
        texts = [film_text(film) for film in films]
        labels, scores = self.info.labels, list[Scores]()
        with self._lock:
            for start in range(0, len(texts), BATCH):
                self._vocabulary.reset_if_full()
                docs = list(self._nlp.pipe(texts[start : start + BATCH], disable=[COMPONENT]))
                scores.extend(dict(zip(labels, row, strict=True)) for row in self._component.predict(docs).tolist())
        return scores

    def predict(self, films: Sequence[Film]) -> list[Prediction]:
        """Return the prediction for each film, in the same order."""
        return [
            Prediction.from_scores(film.title, scores, self.info.thresholds)
            for film, scores in zip(films, self.predict_proba(films), strict=True)
        ]


def _describe(pipeline: Pipeline) -> ModelInfo:
    meta, labels = pipeline.nlp.meta, pipeline.nlp.pipe_labels[COMPONENT]
    return ModelInfo(
        name=meta["name"],
        version=meta["version"],
        labels=tuple(labels),
        thresholds={label: meta["thresholds"][label] for label in labels},
        metrics=dict(meta.get("performance", {})),
        spacy_version=pipeline.spacy_version,
        content_hash=content_hash(pipeline.digests),
    )
