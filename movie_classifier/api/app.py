"""Puts the application together; loads the model when the server starts, not when this is imported."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi_offline import FastAPIOffline

from movie_classifier.api.access_log import REQUEST_ID, AccessLog
from movie_classifier.api.authentication import require_key
from movie_classifier.api.body_limit import BodyLimit
from movie_classifier.api.errors import add_error_handlers, describe_errors
from movie_classifier.api.inference import Inference
from movie_classifier.api.metrics import Metrics
from movie_classifier.api.reload import Reloader, load_checked, set_aside_from_collection
from movie_classifier.api.routes import health_router, router
from movie_classifier.api.security_headers import SecurityHeaders
from movie_classifier.classifier import GenreClassifier
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
    classifier = app.state.load()
    set_aside_from_collection()
    with Inference(classifier, settings.max_queue, settings.timeout, app.state.metrics) as inference:
        app.state.reloader = Reloader(settings.model, inference)
        with app.state.reloader.on_hang_up_signal():
            app.state.inference = inference
            yield
            app.state.inference = None


def create_app(settings: Settings | None = None, load: Callable[[], GenreClassifier] | None = None) -> FastAPI:
    """The application.

    Args:
        settings: come from the environment where none are given.
        load: gives the model when the server starts; that of the settings where it is not given.
    """
    settings = settings or read_settings()
    app = FastAPIOffline(
        title="Movie genre classifier", version=__version__, description=DESCRIPTION, lifespan=lifespan,
        root_path=settings.root_path,
    )  # fmt: skip
    app.state.settings = settings
    app.state.load = load or partial(load_checked, settings.model)
    app.state.metrics = Metrics()
    app.state.inference = None
    documentation = app.router.routes.copy()
    app.router.routes.clear()
    if settings.api_keys:
        app.include_router(router, dependencies=[Depends(require_key)], responses=describe_errors(401))
    else:  # what is only looked at costs time too
        app.include_router(router)
    app.include_router(health_router)
    app.router.routes.extend(documentation)  # last: a request is held against every route before its own
    add_error_handlers(app)
    _add_middleware(app, settings)
    return app


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """What is added last is asked first."""
    app.add_middleware(
        BodyLimit, default=settings.max_body_bytes, by_path={"/genres": settings.max_batch_body_bytes},
        seconds=settings.body_timeout,
    )  # fmt: skip
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.cors_origins, allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", REQUEST_ID], expose_headers=[REQUEST_ID, "Retry-After"],
        )  # fmt: skip
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.allowed_hosts), www_redirect=False)
    app.add_middleware(SecurityHeaders, pages=("/docs", "/redoc", "/docs/oauth2-redirect"))
    app.add_middleware(AccessLog, metrics=app.state.metrics)
