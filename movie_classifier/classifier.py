"""The model itself: the only module of this package that imports spaCy."""

import gc
import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import is_compatible_version

from movie_classifier.checksums import digest_files, verify_checksums
from movie_classifier.errors import ModelBroken, ModelNotFound, first_line
from movie_classifier.film import Film, film_text
from movie_classifier.prediction import Prediction, Scores

COMPONENT = "textcat_multilabel"

RENEW_AFTER_TOKENS = 500_000
"""Tokens after which a pipeline is rebuilt: about 10,000 films, against 0.2 s."""


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
    """

    def __init__(self, nlp: Language, info: ModelInfo, renew_after_tokens: int = RENEW_AFTER_TOKENS) -> None:
        self.info = info
        self._nlp = nlp
        self._lock = threading.Lock()
        self._pristine = nlp.to_bytes()
        self._renew_after_tokens = renew_after_tokens
        self._tokens = 0

    @classmethod
    def load(cls, path: Path | str) -> "GenreClassifier":
        """Load the pipeline folder at `path`.

        Raises:
            ModelNotFound: no pipeline is there.
            ModelBroken: it is of another version of spaCy, its files are not those that were packaged, it does not
                load, has no genres, or gives no threshold for one of them.
        """
        path = Path(path)
        if not (path / "meta.json").is_file():
            raise ModelNotFound(path)
        digests = digest_files(path)
        verify_checksums(path, digests)
        _check_spacy_version(path)
        try:
            nlp = spacy.load(path)
        # spaCy hands on whatever its readers of TOML-like, JSON, msgpack and binary files raise.
        except Exception as error:
            raise ModelBroken(path, first_line(error)) from error
        if COMPONENT not in nlp.pipe_names:
            raise ModelBroken(path, f"it has no {COMPONENT} component")
        labels = tuple(nlp.pipe_labels[COMPONENT])
        thresholds = nlp.meta.get("thresholds")
        if not isinstance(thresholds, dict) or not labels or not set(labels) <= set(thresholds):
            raise ModelBroken(path, "its meta.json does not give every genre a threshold")
        return cls(nlp, _describe(nlp, labels, thresholds, digests))

    def predict_proba(self, films: Sequence[Film]) -> list[Scores]:
        """The probability of every genre for each of `films`, in the same order; one dict of `info.labels` a film.

        spaCy keeps every new word for good; inside a memory zone it forgets them afterwards. Two threads must not be
        in a zone at once, hence the lock.
        """
        texts = [film_text(film) for film in films]
        with self._lock:
            self._renew_when_due()
            with self._nlp.memory_zone():
                return [self._read(doc) for doc in self._nlp.pipe(texts)]

    def predict(self, films: Sequence[Film]) -> list[Prediction]:
        """The decision for each of `films`, in the same order."""
        return [
            Prediction.from_scores(film.title, scores, self.info.thresholds)
            for film, scores in zip(films, self.predict_proba(films), strict=True)
        ]

    def _read(self, doc: Doc) -> Scores:
        self._tokens += len(doc)
        return {label: doc.cats[label] for label in self.info.labels}

    def _renew_when_due(self) -> None:
        """Rebuild the pipeline from its bytes once it has read enough.

        A word that leaves a memory zone leaves a dead cell behind in the vocabulary's hash tables, and preshed, whose
        tables they are, counts dead cells when it doubles a table: about 30 bytes a word stay. A new pipeline has none.
        """
        if self._tokens < self._renew_after_tokens:
            return
        self._nlp = type(self._nlp).from_config(self._nlp.config).from_bytes(self._pristine)
        self._tokens = 0
        gc.collect()  # a pipeline refers to itself, so the old one would wait for a full collection


def _check_spacy_version(path: Path) -> None:
    """spaCy itself only warns, and then fails in odd ways or, worse, does not."""
    try:
        wanted = json.loads((path / "meta.json").read_text(encoding="utf-8"))["spacy_version"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelBroken(path, f"its meta.json cannot be read: {first_line(error)}") from error
    if is_compatible_version(spacy_version, str(wanted)) is False:
        raise ModelBroken(path, f"it was made for spaCy {wanted}, and this is {spacy_version}")


def _describe(
    nlp: Language, labels: tuple[str, ...], thresholds: dict[str, float], digests: dict[str, str]
) -> ModelInfo:
    return ModelInfo(
        name=nlp.meta["name"],
        version=nlp.meta["version"],
        labels=labels,
        thresholds={label: thresholds[label] for label in labels},
        metrics=dict(nlp.meta.get("performance", {})),
        spacy_version=spacy_version,
        content_hash=hashlib.sha256(json.dumps(digests).encode()).hexdigest(),
    )
