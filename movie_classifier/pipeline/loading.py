"""Loads the folder of a pipeline, and checks that it can classify films."""

import json
from pathlib import Path
from typing import NamedTuple

import spacy
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.util import is_compatible_version

from movie_classifier.checksums import digest_files, verify_checksums
from movie_classifier.errors import ModelBroken, ModelNotFound, first_line

COMPONENT = "textcat_multilabel"


class Pipeline(NamedTuple):
    """A loaded pipeline.

    Attributes:
        nlp: pipeline whose component `COMPONENT` has labels. `nlp.meta["thresholds"]` has a number for each label.
        digests: file name → SHA-256, for every file of the folder.
        spacy_version: version of spaCy that runs the pipeline.
    """

    nlp: Language
    digests: dict[str, str]
    spacy_version: str


def load_pipeline(path: Path) -> Pipeline:
    """Load the pipeline folder at `path`.

    Raises:
        ModelNotFound: the folder has no pipeline.
        ModelBroken: the pipeline was made for another version of spaCy, has changed files, cannot be loaded, has no
            labels, or lacks a threshold.
    """
    if not (path / "meta.json").is_file():
        raise ModelNotFound(path)
    digests = digest_files(path)
    verify_checksums(path, digests)
    _check_spacy_version(path)
    try:
        nlp = spacy.load(path)
    # spaCy does not wrap the errors of its parsers.
    except Exception as error:
        raise ModelBroken(path, first_line(error)) from error
    if COMPONENT not in nlp.pipe_names:
        raise ModelBroken(path, f"it has no {COMPONENT} component")
    labels, thresholds = nlp.pipe_labels[COMPONENT], nlp.meta.get("thresholds")
    if not isinstance(thresholds, dict) or not labels or not set(labels) <= set(thresholds):
        raise ModelBroken(path, "its meta.json lacks a threshold for a genre")
    return Pipeline(nlp, digests, spacy_version)


def _check_spacy_version(path: Path) -> None:
    """Check the version. spaCy itself only warns, and then may give wrong results."""
    try:
        wanted = json.loads((path / "meta.json").read_text(encoding="utf-8"))["spacy_version"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelBroken(path, f"its meta.json cannot be read: {first_line(error)}") from error
    if is_compatible_version(spacy_version, str(wanted)) is False:
        raise ModelBroken(path, f"it was made for spaCy {wanted}, and this is {spacy_version}")
