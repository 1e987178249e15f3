"""Description of a model."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any


def known_fields(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the fields of a dataclass. Others are left out: a later version may have written them.

    Raises:
        KeyError: a field has no value.
    """
    return {field.name: values[field.name] for field in fields(kind)}


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

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "ModelInfo":
        """Return the description in an answer of `GET /model`.

        Raises:
            KeyError, TypeError: it is no such answer.
        """
        return cls(**known_fields(cls, values) | {"labels": tuple(values["labels"])})
