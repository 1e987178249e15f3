"""Reads a pipeline's folder, and refuses what could not classify films."""

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
    """A pipeline that can classify films.

    Attributes:
        nlp: its component `COMPONENT` has labels, and `nlp.meta["thresholds"]` a number for each of them.
        digests: the SHA-256 of every file of the folder by name.
        spacy_version: of the spaCy that runs it.
    """

    nlp: Language
    digests: dict[str, str]
    spacy_version: str


def load_pipeline(path: Path) -> Pipeline:
    """Read the pipeline folder at `path`.

    Raises:
        ModelNotFound: no pipeline is there.
        ModelBroken: it is of another version of spaCy, its files are not those that were packaged, it does not
            load, has no genres, or gives no threshold for one of them.
    """
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
    labels, thresholds = nlp.pipe_labels[COMPONENT], nlp.meta.get("thresholds")
    if not isinstance(thresholds, dict) or not labels or not set(labels) <= set(thresholds):
        raise ModelBroken(path, "its meta.json does not give every genre a threshold")
    return Pipeline(nlp, digests, spacy_version)


def _check_spacy_version(path: Path) -> None:
    """spaCy itself only warns, and then fails in odd ways or, worse, does not."""
    try:
        wanted = json.loads((path / "meta.json").read_text(encoding="utf-8"))["spacy_version"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelBroken(path, f"its meta.json cannot be read: {first_line(error)}") from error
    if is_compatible_version(spacy_version, str(wanted)) is False:
        raise ModelBroken(path, f"it was made for spaCy {wanted}, and this is {spacy_version}")
