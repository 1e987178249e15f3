"""Genres of films: the model with scikit-learn's verbs."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from movie_classifier.checksums import content_hash
from movie_classifier.film import Film, film_text
from movie_classifier.pipeline.loading import COMPONENT, Pipeline, load_pipeline
from movie_classifier.pipeline.word_memory import MAX_WORDS, WordMemory
from movie_classifier.prediction import Prediction, Scores

BATCH = 64
"""Films that the pipeline reads at a time; more are no faster."""


@dataclass(frozen=True)
class ModelInfo:
    """What `GET /model` says of a model.

    Attributes:
        labels: the genres, in the order of the scores.
        thresholds: genre → the probability from which on it is assigned.
        metrics: what was measured on the test films, as `meta.json` has it under `performance`.
        content_hash: SHA-256 over the names and digests of all files of the folder, in hexadecimal.
    """

    name: str
    version: str
    labels: tuple[str, ...]
    thresholds: dict[str, float]
    metrics: dict[str, Any]
    spacy_version: str
    content_hash: str


class GenreClassifier:
    """A spaCy pipeline with a `textcat_multilabel` component, with scikit-learn's verbs.

    Use `load`. Calls from several threads are safe: they run one after the other. Memory does not grow with use.

    Args:
        pipeline: what `load_pipeline` gives; the classifier takes it over.
        max_words: how many words the pipeline keeps; see `WordMemory`.
    """

    def __init__(self, pipeline: Pipeline, max_words: int = MAX_WORDS) -> None:
        self.info = _describe(pipeline)
        self._nlp = pipeline.nlp
        self._component: Any = pipeline.nlp.get_pipe(COMPONENT)
        self._words = WordMemory(pipeline.nlp, max_words)
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path | str) -> "GenreClassifier":
        """Load the pipeline folder at `path`; raises as `load_pipeline` does."""
        return cls(load_pipeline(Path(path)))

    def predict_proba(self, films: Sequence[Film]) -> list[Scores]:
        """The probability of every genre for each of `films`, in the same order; one dict of `info.labels` a film."""
        texts = [film_text(film) for film in films]
        labels, scores = self.info.labels, list[Scores]()
        with self._lock:
            for start in range(0, len(texts), BATCH):
                self._words.make_room()
                docs = list(self._nlp.pipe(texts[start : start + BATCH], disable=[COMPONENT]))
                scores.extend(dict(zip(labels, row, strict=True)) for row in self._component.predict(docs).tolist())
        return scores

    def predict(self, films: Sequence[Film]) -> list[Prediction]:
        """The decision for each of `films`, in the same order."""
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
