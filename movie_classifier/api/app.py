"""Puts the application together; loads the model when the server starts, not when this is imported."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from movie_classifier.api.body_limit import BodyLimit
from movie_classifier.api.content_policy import ContentPolicy
from movie_classifier.api.errors import add_error_handlers
from movie_classifier.api.examples import OTHELLO
from movie_classifier.api.inference import Inference
from movie_classifier.api.routes import router
from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.settings import Settings, read_settings
from movie_classifier.version import __version__

DESCRIPTION = """\
Genres of films from their title and description, with a probability for each.

A film may have several genres, so the probabilities are independent of each other and do not add up to 1. Every error
has the same body: `detail` says in one line what was wrong, `errors` names the fields where there are any.
"""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Load the model, see that it answers, and end its thread with the server."""
    settings: Settings = app.state.settings
    classifier = GenreClassifier.load(settings.model)
    with Inference(classifier, settings.max_queue, settings.timeout) as inference:
        await inference.predict([Film(**OTHELLO)])
        app.state.inference = inference
        yield
        app.state.inference = None


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application; `settings` come from the environment where none are given."""
    app = FastAPIOffline(
        title="Movie genre classifier", version=__version__, description=DESCRIPTION, lifespan=lifespan
    )
    app.state.settings = settings or read_settings()
    app.state.inference = None
    app.include_router(router)
    add_error_handlers(app)
    app.add_middleware(ContentPolicy, paths={"/docs", "/redoc"})
    app.add_middleware(
        BodyLimit,
        default=app.state.settings.max_body_bytes,
        by_path={"/genres": app.state.settings.max_batch_body_bytes},
    )
    return app
