"""Starts uvicorn with the API."""

import uvicorn
from pydantic import ValidationError

from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import InvalidSetting
from movie_classifier.settings import Settings

GRACE_SECONDS = 8
"""How long a server that was told to stop lets its requests finish; container runtimes kill after ten."""


def run(host: str, port: int, workers: int) -> None:
    """Serve until a signal ends it.

    Raises:
        InvalidSetting: a `MOVIE_CLASSIFIER_*` variable cannot be used.
        ModelNotFound, ModelBroken: the pipeline that the settings name is not there, or does not load.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        problem = error.errors()[0]
        raise InvalidSetting(f"MOVIE_CLASSIFIER_{problem['loc'][0]}".upper(), problem["msg"]) from error
    # The workers load it themselves; this is to end in one line, not in a traceback of each of them.
    GenreClassifier.load(settings.model)
    uvicorn.run(
        "movie_classifier.api:app", host=host, port=port, workers=workers, timeout_graceful_shutdown=GRACE_SECONDS
    )
