"""Loads the pipeline that training starts from."""

from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.language import Language

from training.errors import BaseModelMissing


def load_start(pipeline: str | Path, exclude: Sequence[str] = ()) -> Language:
    """Load an installed pipeline, or the folder of one, without the components `exclude`.

    Raises:
        BaseModelMissing: it is not installed, and there is no such folder.
    """
    try:
        return spacy.load(pipeline, exclude=list(exclude))
    except OSError as error:
        raise BaseModelMissing(str(pipeline)) from error
