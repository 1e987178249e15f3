"""`GenreClassifier`: runs the model, with the method names of scikit-learn."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from movie_classifier.checksums import content_hash
from movie_classifier.explanation import Explanation, find_parts, make_variants
from movie_classifier.film import Film, film_text
from movie_classifier.pipeline.loading import COMPONENT, Pipeline, load_pipeline
from movie_classifier.pipeline.vocabulary import MAX_WORDS, BoundedVocabulary
from movie_classifier.prediction import Prediction, Scores

BATCH_SIZE = 64
"""Number of films that the pipeline reads at once. Larger batches are not faster."""


@dataclass(frozen=True)
class ModelInfo:
    """Description of a model, as `GET /model` returns it.

    Attributes:
        name: name of the pipeline, from its `meta.json`.
        version: version of the pipeline, from its `meta.json`.
        labels: the genres, in the order of the scores.
        thresholds: genre → smallest probability at which the genre is assigned.
        metrics: scores on the test films, from `performance` in `meta.json`.
        spacy_version: version of the spaCy that runs the model.
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
    """Classifies films with a spaCy pipeline that has a `textcat_multilabel` component.

    Create it with `load`. It is thread-safe: concurrent calls run one after the other. Its memory is bounded.

    Args:
        pipeline: the result of `load_pipeline`. The classifier modifies it; do not use it elsewhere.
        max_words: largest number of words in the pipeline's vocabulary; see `BoundedVocabulary`.
    """

    def __init__(self, pipeline: Pipeline, max_words: int = MAX_WORDS) -> None:
        self.info = _describe(pipeline)
        self._nlp = pipeline.nlp
        self._component: Any = pipeline.nlp.get_pipe(COMPONENT)
        self._vocabulary = BoundedVocabulary(pipeline.nlp, max_words)
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path | str) -> "GenreClassifier":
        """Load the pipeline in the folder `path`.

        Raises:
            ModelNotFound: there is no pipeline in `path`.
            ModelBroken: the pipeline cannot be used; see `load_pipeline`.
        """
        return cls(load_pipeline(Path(path)))

    def predict_proba(self, films: Sequence[Film]) -> list[Scores]:
        """Return the probability of every genre (each of `info.labels`) for each film, in the order of `films`."""
        texts = [film_text(film) for film in films]
        labels, scores = self.info.labels, list[Scores]()
        with self._lock:
            for start in range(0, len(texts), BATCH_SIZE):
                self._vocabulary.reset_if_full()
                docs = list(self._nlp.pipe(texts[start : start + BATCH_SIZE], disable=[COMPONENT]))
                scores.extend(dict(zip(labels, row, strict=True)) for row in self._component.predict(docs).tolist())
        return scores

    def predict(self, films: Sequence[Film]) -> list[Prediction]:
        """Return the most probable genre, the assigned genres and the scores of each film, in the order of `films`."""
        return [
            Prediction.from_scores(film.title, scores, self.info.thresholds)
            for film, scores in zip(films, self.predict_proba(films), strict=True)
        ]

    def explain(self, film: Film, genre: str | None = None) -> Explanation:
        """Return how much each word of the film speaks for `genre`, or for the most probable genre.

        The film is classified once for each of its parts: `explanation.MAX_PARTS` times at most.

        Raises:
            UnknownGenre: the model has no such genre.
        """
        parts = find_parts(film)
        return Explanation.from_scores(film, parts, self.predict_proba(make_variants(film, parts)), genre)


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
