"""Creates the application. The model is loaded when the server starts, not when this module is imported."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from fastapi_offline import FastAPIOffline
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.choice.genres_file import read_genres_file
from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import InvalidChoice, ModelUnsuited, PostersOff
from movie_classifier.model.confidence import CONFIDENCE_HEADER, CONFIDENCE_REASON_HEADER
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.poster.loading import load_poster_model
from movie_classifier.service.api.authentication import require_key
from movie_classifier.service.api.errors import add_error_handlers, describe_errors
from movie_classifier.service.api.openapi import complete_document
from movie_classifier.service.api.page import create_page_router, render_not_found
from movie_classifier.service.api.routes import film_router, health_router, router
from movie_classifier.service.inference.batching import BatchedInference
from movie_classifier.service.inference.poster_queue import PosterInference
from movie_classifier.service.inference.reload import Reloader, freeze_garbage_collector, load_and_check
from movie_classifier.service.metrics import Metrics
from movie_classifier.service.middleware.access_log import REQUEST_ID_HEADER, AccessLog
from movie_classifier.service.middleware.body_limit import BodyLimit
from movie_classifier.service.middleware.head_requests import HeadAsGet
from movie_classifier.service.middleware.security_headers import SecurityHeaders
from movie_classifier.service.settings import Settings, read_settings
from movie_classifier.version import __version__

if TYPE_CHECKING:
    from movie_classifier.poster.model import PosterModel

DESCRIPTION = """\
Predicts the genres of films from their title and description, with a probability for each genre.

A film can have several genres: the probabilities are independent and do not add up to 1. Every error has the same
body: `detail` describes the problem in one line, and `errors` lists the invalid fields, if any.
"""


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Load and check the models at startup, and end the inference threads at shutdown."""
    settings: Settings = app.state.settings
    # No name keeps the classifier: a reload frees it.
    inference = BatchedInference(
        app.state.classifier or load_and_check(settings.model), settings.max_queue, settings.timeout, app.state.metrics
    )
    app.state.classifier = None
    choice: GenreChoice = app.state.choice

    def check(model: ModelInfo) -> None:
        if settings.poster_model is not None:  # without the setting, a model that does not suit turns posters off
            posters.check_text_model(model)
        try:
            choice.for_model(model)
        except InvalidChoice as error:
            raise ModelUnsuited(str(error)) from error

    choice.for_model(inference.info)
    poster_model: PosterModel | PostersOff
    try:
        poster_model = load_poster_model(settings.poster_model, inference.info)
    except PostersOff as off:
        poster_model = off
    freeze_garbage_collector()
    with inference, PosterInference(poster_model, settings.max_queue, settings.timeout) as posters:
        app.state.posters = posters
        app.state.reloader = Reloader(settings.model, inference, check)
        with app.state.reloader.reload_on_sighup():
            app.state.inference = inference
            yield
            app.state.inference = None


def create_app(settings: Settings | None = None, classifier: GenreClassifier | None = None) -> FastAPI:
    """Create the application.

    Args:
        settings: the settings; read from the environment by default.
        classifier: the model of the settings, if it is loaded already. By default the server loads it when it starts.

    Raises:
        InvalidChoice: the file with the choice of genres cannot be read.
    """
    settings = settings or read_settings()
    app = FastAPIOffline(
        title="Movie genre classifier", version=__version__, description=DESCRIPTION, lifespan=lifespan,
        root_path=settings.root_path,
    )  # fmt: skip
    app.state.settings = settings
    app.state.classifier = classifier
    app.state.choice = read_genres_file(settings.genres_file) if settings.genres_file else GenreChoice()
    app.state.metrics = Metrics()
    app.state.inference = None
    documentation = [_as_route(each) if isinstance(each, Mount) else each for each in app.router.routes]
    app.router.routes.clear()
    for protected in (film_router, router):
        if settings.api_keys:
            app.include_router(protected, dependencies=[Depends(require_key)], responses=describe_errors(401))
        else:  # the routes of an included router are matched twice
            app.router.routes.extend(protected.routes)
    app.include_router(health_router)
    app.state.not_found_page = render_not_found(settings.root_path) if settings.page else None
    if settings.page:
        app.include_router(create_page_router())
    app.router.routes.extend(documentation)  # last, because routes are matched one after the other
    add_error_handlers(app)
    complete_document(app)
    _add_middleware(app, settings)
    return app


def _as_route(mount: Mount) -> Route:
    """Return the mounted files as a route.

    A mount looks for the root path at the start of the request's path. It answers 404 behind a proxy that strips it.
    """
    files = mount.app
    assert isinstance(files, StaticFiles)

    async def file(request: Request) -> Response:
        return await files.get_response(request.path_params["path"], request.scope)

    return Route(f"{mount.path}/{{path:path}}", file)


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """Add the middleware, innermost first: the one added last sees a request first."""
    app.add_middleware(HeadAsGet)
    app.add_middleware(
        BodyLimit, default=settings.max_body_bytes, by_path={"/genres": settings.max_batch_body_bytes},
        timeout=settings.body_timeout,
    )  # fmt: skip
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.cors_origins, allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", REQUEST_ID_HEADER],
            expose_headers=[REQUEST_ID_HEADER, "Retry-After", CONFIDENCE_HEADER, CONFIDENCE_REASON_HEADER],
        )  # fmt: skip
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(settings.allowed_hosts), www_redirect=False)
    app.add_middleware(SecurityHeaders, docs_paths=("/docs", "/redoc", "/docs/oauth2-redirect"))
    app.add_middleware(AccessLog, metrics=app.state.metrics)
