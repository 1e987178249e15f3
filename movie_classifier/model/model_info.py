"""Description of a model."""

from dataclasses import dataclass
from typing import Any


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
