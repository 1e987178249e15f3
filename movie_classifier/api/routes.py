"""Routes of the service."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Query, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from movie_classifier.api.batching import BatchedInference
from movie_classifier.api.errors import RELOAD_NEEDS_KEYS, describe_errors
from movie_classifier.api.examples import METRICS, OTHELLO, PREDICTION, SCORES
from movie_classifier.api.reload import Reloader
from movie_classifier.api.schemas import HealthBody, ModelBody, MovieBody, MoviesBody, PredictionsBody, ScoresBody
from movie_classifier.classifier import ModelInfo
from movie_classifier.errors import ModelError, UnknownGenre
from movie_classifier.prediction import Prediction

health_router = APIRouter(tags=["service"])
router = APIRouter()


def _get_inference(request: Request) -> BatchedInference:
    """Return the inference of the application, or raise a 503 if the model is not loaded.

    This is no FastAPI dependency, because resolving one takes longer than the rest of the handler.
    """
    inference: BatchedInference | None = request.app.state.inference
    if inference is None:
        raise HTTPException(503, "the model is not ready")
    return inference


def _find_labels(names: Sequence[str], labels: Sequence[str]) -> set[str | None]:
    """Return the labels with these names: an exact match, or else a match that ignores case.

    Raises:
        UnknownGenre: a name is not a label of the model.
    """
    by_name = {label.casefold(): label for label in labels} | {label: label for label in labels}
    found = {name: by_name.get(name) or by_name.get(name.casefold()) for name in names}
    unknown = sorted(name for name, label in found.items() if label is None)
    if unknown:
        raise UnknownGenre(unknown, labels)
    return set(found.values())


def _example(summary: str, value: Any) -> Any:
    return Body(openapi_examples={"othello": {"summary": summary, "value": value}})


@router.post(
    "/genre",
    tags=["genres"],
    summary="Probability of each genre for one film",
    response_description="The probability of each genre.",
    responses={200: {"content": {"application/json": {"example": SCORES}}}, **describe_errors(408, 413, 415, 422, 503)},
)
async def genre(
    request: Request,
    movie: Annotated[MovieBody, _example("Othello", OTHELLO)],
    names: Annotated[
        list[str] | None,  # FastAPI needs a third of a request's time for a list with a default factory
        Query(alias="genre", description="Genres to return, in any case. All genres of the model by default."),
    ] = None,
) -> ScoresBody:
    """Return the probability of every genre of the model for one film."""
    inference = _get_inference(request)
    labels = inference.info.labels
    selected = _find_labels(names, labels) if names else labels
    [scores] = await inference.predict_proba([movie.to_film()], request.is_disconnected)
    return {label: score for label, score in scores.items() if label in selected}


@router.post(
    "/genres",
    tags=["genres"],
    summary="Genres of several films",
    response_description="One prediction for each film, in the order of the request.",
    response_model=PredictionsBody,
    responses={
        200: {"content": {"application/json": {"example": {"predictions": [PREDICTION]}}}},
        **describe_errors(408, 413, 415, 422, 503),
    },
)
async def genres(
    request: Request, body: Annotated[MoviesBody, _example("Othello", {"movies": [OTHELLO]})]
) -> dict[str, list[Prediction]]:
    """Return the most probable genre, the genres that reach their threshold and all scores for 1 to 256 films."""
    films = [movie.to_film() for movie in body.movies]
    return {"predictions": await _get_inference(request).predict(films, request.is_disconnected)}


@router.get(
    "/model", tags=["service"], summary="Description of the current model", response_model=ModelBody,
    responses=describe_errors(503),
)  # fmt: skip
async def model(request: Request) -> ModelInfo:
    """Return name, version, genres, thresholds, measured quality and content hash of the model."""
    return _get_inference(request).info


@router.post(
    "/model/reload", tags=["service"], summary="Reload the model", response_model=ModelBody,
    responses=describe_errors(403, 409, 503),
)  # fmt: skip
async def reload(request: Request) -> ModelInfo:
    """Load the model's folder in the background, check the new model on some films, and use it in all workers.

    If the new model cannot be used, the status is 409 and the current model stays. Without API keys, this route is
    disabled.
    """
    if not request.app.state.settings.api_keys:
        raise HTTPException(403, RELOAD_NEEDS_KEYS)
    _get_inference(request)
    reloader: Reloader = request.app.state.reloader
    try:
        return await reloader.reload_all_workers()
    except ModelError as error:
        raise HTTPException(409, str(error)) from error


@router.get(
    "/metrics", tags=["service"], summary="Metrics for Prometheus", response_class=Response,
    responses={200: {"content": {"text/plain": {"example": METRICS}}}},
)  # fmt: skip
async def metrics(request: Request) -> Response:
    """Return requests, latency, films, queue, batches, top genres and model in the text format of Prometheus."""
    return Response(request.app.state.metrics.expose(), media_type=CONTENT_TYPE_LATEST)


@health_router.get("/health/live", summary="Liveness probe")
async def live() -> HealthBody:
    """Return 200 as soon as the server runs."""
    return HealthBody(status="alive")


@health_router.get("/health/ready", summary="Readiness probe", responses=describe_errors(503))
async def ready(request: Request) -> HealthBody:
    """Return 200 when the model is loaded and has classified a film, 503 before."""
    _get_inference(request)
    return HealthBody(status="ready")
