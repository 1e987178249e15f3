"""Starts uvicorn with the API."""

import uvicorn

from movie_classifier.classifier import GenreClassifier
from movie_classifier.settings import read_settings

GRACE_SECONDS = 8
"""How long a server that was told to stop lets its requests finish; container runtimes kill after ten."""


def run(host: str, port: int, workers: int) -> None:
    """Serve until a signal ends it.

    Raises:
        InvalidSetting: a `MOVIE_CLASSIFIER_*` variable cannot be used.
        ModelNotFound, ModelBroken: the pipeline that the settings name is not there, or does not load.
    """
    # The workers load it themselves; this is to end in one line, not in a traceback of each of them.
    GenreClassifier.load(read_settings().model)
    uvicorn.run(
        "movie_classifier.api:app", host=host, port=port, workers=workers, timeout_graceful_shutdown=GRACE_SECONDS
    )
