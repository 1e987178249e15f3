"""Description of a model."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from movie_classifier.model.precision import PrecisionCurves


def known_fields(kind: type, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the fields of a dataclass. Others are left out: a later version may have written them.

    A field with a default may be missing: an earlier version may have written the values.

    Raises:
        KeyError: a field has no value.
    """
    optional = {each.name for each in fields(kind) if each.default_factory is not MISSING}
    return {each.name: values[each.name] for each in fields(kind) if each.name in values or each.name not in optional}


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
        precision_curves: thresholds for each precision of a genre; empty if the model was evaluated without them.
    """

    name: str
    version: str
    labels: tuple[str, ...]
    thresholds: dict[str, float]
    metrics: dict[str, Any]
    spacy_version: str
    content_hash: str
    precision_curves: PrecisionCurves = field(default_factory=dict)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "ModelInfo":
        """Return the description in an answer of `GET /model`.

        Raises:
            KeyError, TypeError: it is no such answer.
        """
        return cls(**known_fields(cls, values) | {"labels": tuple(values["labels"])})
