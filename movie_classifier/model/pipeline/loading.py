"""Loads a pipeline from its folder, and checks that it can classify films."""

import json
from pathlib import Path
from typing import NamedTuple

import spacy
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.util import is_compatible_version

from movie_classifier.errors import MissingExtra, ModelBroken, ModelNotFound, first_line
from movie_classifier.model.checksums import digest_files, verify_checksums
from movie_classifier.model.model_path import find_model
from movie_classifier.model.pipeline import encoder_component as _registered  # noqa: F401 - spaCy finds its factory

COMPONENT = "textcat_multilabel"
"""Name of the pipeline component that classifies."""

CARD = "README.md"
"""File of the model card in a pipeline's folder."""


class Pipeline(NamedTuple):
    """A pipeline that can classify films.

    Attributes:
        nlp: the pipeline. Its component `COMPONENT` has labels, and `nlp.meta["thresholds"]` one threshold per label.
        digests: path → SHA-256 digest of every file in the folder; see `digest_files`.
        spacy_version: version of the installed spaCy.
        card: the model card in Markdown; None if the folder has none.
    """

    nlp: Language
    digests: dict[str, str]
    spacy_version: str
    card: str | None


def load_pipeline(model: Path | str) -> Pipeline:
    """Load a pipeline from its folder, or from an installed package; see `find_model`.

    Raises:
        ModelNotFound: there is no pipeline of that name.
        ModelBroken: the pipeline was made for another version of spaCy, a file differs from its checksum, spaCy cannot
            load it, it has no labels, or a label has no threshold.
        MissingExtra: the pipeline is an accurate one, and the extra `accurate` is not installed.
    """
    path = find_model(model)
    if not (path / "meta.json").is_file():
        raise ModelNotFound(path)
    digests = digest_files(path)
    verify_checksums(path, digests)
    _check_spacy_version(path)
    try:
        nlp = spacy.load(path)
    except MissingExtra:
        raise
    # spaCy reads several formats, and does not wrap the exceptions of their parsers.
    except Exception as error:
        raise ModelBroken(path, first_line(error)) from error
    if COMPONENT not in nlp.pipe_names:
        raise ModelBroken(path, f"it has no {COMPONENT} component")
    labels, thresholds = nlp.pipe_labels[COMPONENT], nlp.meta.get("thresholds")
    if not isinstance(thresholds, dict) or not labels or not set(labels) <= set(thresholds):
        raise ModelBroken(path, "its meta.json does not give every genre a threshold")
    card = path / CARD
    return Pipeline(nlp, digests, spacy_version, card.read_text(encoding="utf-8") if card.is_file() else None)


def _check_spacy_version(path: Path) -> None:
    """Raise `ModelBroken` if the pipeline is for another spaCy, which only warns and may then give wrong results."""
    try:
        required = json.loads((path / "meta.json").read_text(encoding="utf-8"))["spacy_version"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelBroken(path, f"its meta.json cannot be read: {first_line(error)}") from error
    if is_compatible_version(spacy_version, str(required)) is False:
        raise ModelBroken(path, f"it was made for spaCy {required}, and this is {spacy_version}")
