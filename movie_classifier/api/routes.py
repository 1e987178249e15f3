"""The routes."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Query, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import Field

from movie_classifier.api.errors import describe_errors
from movie_classifier.api.examples import METRICS, OTHELLO, PREDICTION, SCORES
from movie_classifier.api.inference import Inference
from movie_classifier.api.reload import Reloader
from movie_classifier.api.schemas import HealthBody, ModelBody, MovieBody, MoviesBody, PredictionsBody, ScoresBody
from movie_classifier.classifier import ModelInfo
from movie_classifier.errors import ModelError, UnknownGenre
from movie_classifier.prediction import Prediction

health_router = APIRouter(tags=["service"])
router = APIRouter()


def _inference(request: Request) -> Inference:
    """The loaded model, or a 503 while there is none; FastAPI's dependencies would take longer than all else here."""
    inference: Inference | None = request.app.state.inference
    if inference is None:
        raise HTTPException(503, "the model is not ready")
    return inference


def _example(summary: str, value: Any) -> Any:
    return Body(openapi_examples={"othello": {"summary": summary, "value": value}})


@router.post(
    "/genre",
    tags=["genres"],
    summary="Probability of each genre of one film",
    response_description="The probability of each genre.",
    responses={200: {"content": {"application/json": {"example": SCORES}}}, **describe_errors(408, 413, 422, 503)},
)
async def genre(
    request: Request,
    movie: Annotated[MovieBody, _example("Othello", OTHELLO)],
    only: Annotated[
        list[Annotated[str, Field(json_schema_extra={"format": "genre"})]] | None,
        Query(alias="genre", description="Answer with these genres only, of those that the model knows."),
    ] = None,
) -> ScoresBody:
    """Give a film, get the probability of every genre that the model knows."""
    inference = _inference(request)
    labels = inference.info.labels
    unknown = sorted(set(only or ()) - set(labels))
    if unknown:
        raise UnknownGenre(unknown, labels)
    [scores] = await inference.predict_proba([movie.to_film()], request.is_disconnected)
    return {label: score for label, score in scores.items() if not only or label in only}


@router.post(
    "/genres",
    tags=["genres"],
    summary="Genres of many films",
    response_description="One prediction a film, in the order of the request.",
    response_model=PredictionsBody,
    responses={
        200: {"content": {"application/json": {"example": {"predictions": [PREDICTION]}}}},
        **describe_errors(408, 413, 422, 503),
    },
)
async def genres(
    request: Request, body: Annotated[MoviesBody, _example("Othello", {"movies": [OTHELLO]})]
) -> dict[str, list[Prediction]]:
    """Give 1 to 256 films, get for each the most probable genre, all genres over their threshold, and the scores."""
    films = [movie.to_film() for movie in body.movies]
    return {"predictions": await _inference(request).predict(films, request.is_disconnected)}


@router.get(
    "/model", tags=["service"], summary="The model that is served", response_model=ModelBody,
    responses=describe_errors(503),
)  # fmt: skip
async def model(request: Request) -> ModelInfo:
    """Name, version, genres, thresholds, measured quality and content hash of the model."""
    return _inference(request).info


@router.post(
    "/model/reload", tags=["service"], summary="Read the model's folder again", response_model=ModelBody,
    responses=describe_errors(403, 409, 503),
)  # fmt: skip
async def reload(request: Request) -> ModelInfo:
    """Load the folder beside the model that serves, try it on some films, and let it take over, in all workers.

    What cannot be used is refused with a 409, and the model before goes on. Needs a service with API keys.
    """
    if not request.app.state.settings.api_keys:
        raise HTTPException(403, "only a service with MOVIE_CLASSIFIER_API_KEYS reloads its model on request")
    _inference(request)
    reloader: Reloader = request.app.state.reloader
    try:
        return await reloader.reload_everywhere()
    except ModelError as error:
        raise HTTPException(409, str(error)) from error


@router.get(
    "/metrics", tags=["service"], summary="Counts for Prometheus", response_class=Response,
    responses={200: {"content": {"text/plain": {"example": METRICS}}}},
)  # fmt: skip
async def metrics(request: Request) -> Response:
    """Requests, latency, films, queue, batches, top genres and model, in Prometheus's text format."""
    return Response(request.app.state.metrics.expose(), media_type=CONTENT_TYPE_LATEST)


@health_router.get("/health/live", summary="Is the process alive?")
async def live() -> HealthBody:
    """Answers as soon as the server runs."""
    return HealthBody(status="alive")


@health_router.get("/health/ready", summary="Can it classify?", responses=describe_errors(503))
async def ready(request: Request) -> HealthBody:
    """Answers 200 once the model is loaded and has classified a film, 503 before."""
    _inference(request)
    return HealthBody(status="ready")
