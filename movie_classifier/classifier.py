"""`GenreClassifier`: runs the model, with the method names of scikit-learn."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from movie_classifier.film import Film, film_text, iterate_films
from movie_classifier.model.checksums import content_hash
from movie_classifier.model.confidence import find_doubt
from movie_classifier.model.explanation import Explanation, find_parts, make_variants
from movie_classifier.model.log_odds import log_odds
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.model.pipeline.encoder_component import EncoderClassifier
from movie_classifier.model.pipeline.evidence import read_limits
from movie_classifier.model.pipeline.loading import COMPONENT, Pipeline, load_pipeline
from movie_classifier.model.pipeline.vocabulary import MAX_WORDS, BoundedVocabulary
from movie_classifier.model.precision import META_KEY
from movie_classifier.prediction import Prediction, Scores

BATCH_SIZE = 64
"""Number of films that a pipeline of words reads at once. Larger batches are not faster."""


class GenreClassifier:
    """Classifies films with a spaCy pipeline that has a `textcat_multilabel` component.

    Create it with `load`. It is thread-safe: concurrent calls run one after the other. Its memory is bounded.

    Attributes:
        info: description of the model.
        card: the model card in Markdown; None if the model has none.
        batch_size: number of films that the pipeline reads at once.

    Args:
        pipeline: the result of `load_pipeline`. The classifier modifies it; do not use it elsewhere.
        max_words: largest number of words in the pipeline's vocabulary; see `BoundedVocabulary`.
    """

    def __init__(self, pipeline: Pipeline, max_words: int = MAX_WORDS) -> None:
        self.info = _describe(pipeline)
        self.card = pipeline.card
        self._nlp = pipeline.nlp
        self._component: Any = pipeline.nlp.get_pipe(COMPONENT)
        self.batch_size: int = getattr(self._component, "batch_size", BATCH_SIZE)
        self._limits = read_limits(pipeline.nlp.meta)
        self._vocabulary = BoundedVocabulary(pipeline.nlp, max_words)
        self._lock = threading.Lock()

    @classmethod
    def load(cls, model: Path | str) -> "GenreClassifier":
        """Load the pipeline in the folder `model`, or in the installed package of that name.

        Raises:
            ModelNotFound: there is no such pipeline.
            ModelBroken: the pipeline cannot be used; see `load_pipeline`.
        """
        return cls(load_pipeline(model))

    @overload
    def predict_proba(self, films: Sequence[Film]) -> list[Scores]: ...  # type: ignore[overload-overlap]
    @overload
    def predict_proba(self, films: Iterable[Film]) -> Iterator[Scores]: ...
    def predict_proba(self, films: Iterable[Film]) -> Iterable[Scores]:
        """Return the probability of every genre (each of `info.labels`) for each film, in the order of `films`.

        A sequence gives a list. Any other iterable gives an iterator that reads it lazily, `batch_size` films at a
        time. The scores of a film do not depend on the other films of its batch.
        """
        scores = (scores for _, scores, _ in self._classify(iterate_films(films)))
        return list(scores) if isinstance(films, Sequence) else scores

    @overload
    def predict(self, films: Sequence[Film]) -> list[Prediction]: ...  # type: ignore[overload-overlap]
    @overload
    def predict(self, films: Iterable[Film]) -> Iterator[Prediction]: ...
    def predict(self, films: Iterable[Film]) -> Iterable[Prediction]:
        """Return the most probable genre, the assigned genres, the scores and the confidence for each film.

        It streams like `predict_proba`.
        """
        thresholds = self.info.thresholds
        predictions = (
            Prediction.from_scores(film.title, scores, thresholds, doubt)
            for film, scores, doubt in self._classify(iterate_films(films))
        )
        return list(predictions) if isinstance(films, Sequence) else predictions

    def _classify(self, films: Iterable[Film]) -> Iterator[tuple[Film, Scores, str | None]]:
        """Yield each film with its scores and the result of `find_doubt`, one batch after the other."""
        labels, remaining = self.info.labels, iter(films)
        while batch := list(islice(remaining, self.batch_size)):
            texts = [film_text(film) for film in batch]
            with self._lock:  # not while the caller has the scores
                self._vocabulary.reset_if_full()
                docs = [self._nlp.make_doc(text) for text in texts]
                if len(self._nlp.pipeline) > 1:  # `pipe` costs one film alone 5 % of its time
                    docs = list(self._nlp.pipe(docs, disable=[COMPONENT]))
                rows = self._component.predict(docs)
                doubts = self._find_doubts(texts, docs, rows)
            scores = (dict(zip(labels, row, strict=True)) for row in rows.tolist())
            yield from zip(batch, scores, doubts, strict=True)

    def _find_doubts(self, texts: list[str], docs: list[Any], rows: NDArray[np.floating[Any]]) -> list[str | None]:
        """Return why each text deserves low confidence or None, given the probabilities: (documents, labels)."""
        if isinstance(self._component, EncoderClassifier):
            return self._component.find_doubts(texts)
        evidence = self._vocabulary.evidence
        if evidence is None or self._limits is None:
            return [None] * len(docs)
        top_log_odds = log_odds(rows.max(axis=1).astype(np.float64)).tolist()
        return [
            find_doubt(found, self._limits, top)
            for found, top in zip(evidence.measure(docs), top_log_odds, strict=True)
        ]

    def explain(self, film: Film, genre: str | None = None) -> Explanation:
        """Return how much each word of the film speaks for `genre`, or for the most probable genre.

        The film is classified once for each of its parts: `explanation.MAX_PARTS` times at most.

        Raises:
            UnknownGenre: the model has no such genre.
        """
        parts = find_parts(film)
        scores = self.predict_proba(make_variants(film, parts))
        return Explanation.from_scores(film, parts, scores, genre, self.knows)

    def knows(self, word: str) -> bool:
        """Return whether the model knows a word. A pipeline without word vectors knows all words."""
        return self._vocabulary.evidence is None or self._vocabulary.evidence.knows(word)


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
        precision_curves=meta.get(META_KEY, {}),
    )
