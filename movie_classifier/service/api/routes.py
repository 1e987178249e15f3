"""Routes of the service."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Body, HTTPException, Query, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import TypeAdapter

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.errors import ModelError
from movie_classifier.model.confidence import CONFIDENCE_HEADER, CONFIDENCE_REASON_HEADER, Confidence
from movie_classifier.model.explanation import Explanation
from movie_classifier.model.genres import find_labels
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.model.precision import HIGHEST, LOWEST
from movie_classifier.prediction import Prediction
from movie_classifier.service.api.errors import NO_CARD, RELOAD_NEEDS_KEYS, describe_errors
from movie_classifier.service.api.examples import CARD, EXPLANATION, METRICS, OTHELLO, PREDICTION, SCORES
from movie_classifier.service.api.film_route import FilmRoute
from movie_classifier.service.api.schemas import (
    ExplainBody,
    ExplanationBody,
    HealthBody,
    ModelBody,
    MovieBody,
    MoviesBody,
    PredictionsBody,
    ScoresBody,
)
from movie_classifier.service.inference.batching import BatchedInference
from movie_classifier.service.inference.poster_queue import PosterInference
from movie_classifier.service.inference.reload import Reloader

CONFIDENCE_HEADERS = {
    CONFIDENCE_HEADER: {
        "description": "Whether the model has enough to go on.",
        "schema": {"type": "string", "enum": list(get_args(Confidence))},
        "required": True,
    },
    CONFIDENCE_REASON_HEADER: {"description": "Why the confidence is low.", "schema": {"type": "string"}},
}

SCORES_BODY = TypeAdapter(ScoresBody)

health_router = APIRouter(tags=["service"])
film_router = APIRouter(route_class=FilmRoute)
router = APIRouter()


def _get_inference(request: Request) -> BatchedInference:
    """Return the inference of the application, or raise a 503 if the model is not loaded.

    This is no FastAPI dependency, because resolving one takes longer than the rest of the handler.
    """
    inference: BatchedInference | None = request.app.state.inference
    if inference is None:
        raise HTTPException(503, "the model is not ready")
    return inference


async def _predict_with_posters(
    request: Request, inference: BatchedInference, movies: Sequence[MovieBody]
) -> list[Prediction]:
    """Classify the texts of films, and then add the posters of those that have one."""
    posters: PosterInference = request.app.state.posters
    text_model = inference.info
    files = [posters.decode(movie.poster, text_model) for movie in movies]
    predictions = await inference.predict([movie.to_film() for movie in movies], request.is_disconnected)
    return [
        prediction if file is None else await posters.add(prediction, file, text_model, request.is_disconnected)
        for prediction, file in zip(predictions, files, strict=True)
    ]


def _example(summary: str, value: Any) -> Any:
    return Body(openapi_examples={"othello": {"summary": summary, "value": value}})


@film_router.post(
    "/genre",
    tags=["genres"],
    summary="Probability of each genre for one film",
    response_description="The probability of each genre.",
    response_model=ScoresBody,
    responses={
        200: {"content": {"application/json": {"example": SCORES}}, "headers": CONFIDENCE_HEADERS},
        **describe_errors(408, 413, 415, 422, 503),
    },
)
async def genre(request: Request, movie: Annotated[MovieBody, _example("Othello", OTHELLO)]) -> Response:
    """Return the probability of every genre of the model for one film.

    The header `X-Confidence` is `low` if the model has little to go on. Then `X-Confidence-Reason` says why.
    """
    # FastAPI would take 8 % of a request's time for the parameter `genre` and for the answer.
    inference = _get_inference(request)
    labels = inference.info.labels
    names = request.query_params.getlist("genre")
    selected = find_labels(names, labels) if names else labels
    if movie.poster is None:
        [prediction] = await inference.predict([movie.to_film()], request.is_disconnected)
    else:
        [prediction] = await _predict_with_posters(request, inference, [movie])
    headers: dict[str, str] = {CONFIDENCE_HEADER: prediction.confidence}
    if prediction.confidence_reason:
        headers[CONFIDENCE_REASON_HEADER] = prediction.confidence_reason
    scores = {label: score for label, score in prediction.scores.items() if label in selected}
    return Response(SCORES_BODY.dump_json(scores), headers=headers, media_type="application/json")


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
    request: Request,
    body: Annotated[MoviesBody, _example("Othello", {"movies": [OTHELLO]})],
    top: Annotated[int | None, Query(ge=1, description="Largest number of genres of a film.")] = None,
    min_probability: Annotated[
        float | None, Query(ge=0, le=1, description="A film gets no genre that is less probable.")
    ] = None,
    precision: Annotated[
        float | None, Query(ge=LOWEST, le=HIGHEST, description="Share of the genres that shall be right.")
    ] = None,
) -> dict[str, list[Prediction]]:
    """Return the most probable genre, the genres that reach their threshold and all scores for 1 to 256 films.

    With a parameter, or if the service has a file with a choice of genres, `genres` follows it, and `genre` is the
    first of them. A film may then have no genre. A parameter replaces the value in the file.
    """
    inference, choice = _get_inference(request), request.app.state.choice
    asked = {"max_genres": top, "min_probability": min_probability, "precision": precision}
    choice = replace(choice, **{name: value for name, value in asked.items() if value is not None})
    if any(movie.poster is not None for movie in body.movies):
        choice.check_posters()
    decision = None if choice == GenreChoice() else choice.for_model(inference.info)  # of the current model
    predictions = await _predict_with_posters(request, inference, body.movies)
    return {"predictions": predictions if decision is None else [decision.apply(each) for each in predictions]}


@router.post(
    "/explain",
    tags=["genres"],
    summary="Contribution of each word to the probability of a genre",
    response_description="The contribution of each part of the film.",
    response_model=ExplanationBody,
    responses={
        200: {"content": {"application/json": {"example": EXPLANATION}}},
        **describe_errors(408, 413, 415, 422, 503),
    },
)
async def explain(
    request: Request, body: Annotated[ExplainBody, _example("Othello", OTHELLO | {"genre": "Drama"})]
) -> Explanation:
    """Return how much each word of a film speaks for a genre: for the most probable genre if none is named.

    The contribution of a word is the log-odds of the genre with the word, minus the log-odds without it. Words act
    together, so contributions do not add up to the log-odds of the genre. A film with more than 400 words is explained
    by sentence. A request costs as much as a `POST /genres` with one film per part.
    """
    return await _get_inference(request).explain(body.to_film(), body.genre, request.is_disconnected)


@router.get(
    "/model", tags=["service"], summary="Description of the current model", response_model=ModelBody,
    responses=describe_errors(503),
)  # fmt: skip
async def model(request: Request) -> ModelInfo:
    """Return name, version, genres, thresholds, measured quality and content hash of the model."""
    return _get_inference(request).info


@router.get(
    "/model/card", tags=["service"], summary="Card of the current model", response_class=Response,
    responses={200: {"content": {"text/plain": {"example": CARD}}}, **describe_errors(404, 503)},
)  # fmt: skip
async def model_card(request: Request) -> Response:
    """Return the model card in Markdown: what the model was trained on, how good it is, and its limits."""
    card = _get_inference(request).card
    if card is None:
        raise HTTPException(404, NO_CARD)
    return PlainTextResponse(card)


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
    """Return 200 when the model is loaded and has classified a film; 503 before, and while it cannot classify.

    It cannot if the last batch failed, and the check film after it too, or if a batch takes longer than a request may
    wait.
    """
    if not await _get_inference(request).can_classify():
        raise HTTPException(503, "the model does not classify")
    return HealthBody(status="ready")
