"""The routes."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, HTTPException, Query, Request

from movie_classifier.api.errors import describe_errors
from movie_classifier.api.examples import OTHELLO, PREDICTION, SCORES
from movie_classifier.api.inference import Inference
from movie_classifier.api.schemas import HealthBody, ModelBody, MovieBody, MoviesBody, PredictionsBody, ScoresBody
from movie_classifier.classifier import ModelInfo
from movie_classifier.errors import UnknownGenre
from movie_classifier.prediction import Prediction

router = APIRouter()


def get_inference(request: Request) -> Inference:
    """The loaded model, or a 503 while there is none."""
    inference: Inference | None = request.app.state.inference
    if inference is None:
        raise HTTPException(503, "the model is not ready")
    return inference


Ready = Annotated[Inference, Depends(get_inference)]


def _example(summary: str, value: Any) -> Any:
    return Body(openapi_examples={"othello": {"summary": summary, "value": value}})


@router.post(
    "/genre",
    tags=["genres"],
    summary="Probability of each genre of one film",
    response_description="The probability of each genre.",
    responses={200: {"content": {"application/json": {"example": SCORES}}}, **describe_errors(413, 422, 503)},
)
async def genre(
    request: Request,
    movie: Annotated[MovieBody, _example("Othello", OTHELLO)],
    inference: Ready,
    only: Annotated[
        list[str] | None, Query(alias="genre", description="Answer with these genres only; repeat it for several.")
    ] = None,
) -> ScoresBody:
    """Give a film, get the probability of every genre that the model knows."""
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
        **describe_errors(413, 422, 503),
    },
)
async def genres(
    request: Request, body: Annotated[MoviesBody, _example("Othello", {"movies": [OTHELLO]})], inference: Ready
) -> dict[str, list[Prediction]]:
    """Give 1 to 256 films, get for each the most probable genre, all genres over their threshold, and the scores."""
    return {"predictions": await inference.predict([movie.to_film() for movie in body.movies], request.is_disconnected)}


@router.get(
    "/model", tags=["service"], summary="The model that is served", response_model=ModelBody,
    responses=describe_errors(503),
)  # fmt: skip
async def model(inference: Ready) -> ModelInfo:
    """Name, version, genres, thresholds, measured quality and content hash of the model."""
    return inference.info


@router.get("/health/live", tags=["service"], summary="Is the process alive?")
async def live() -> HealthBody:
    """Answers as soon as the server runs."""
    return HealthBody(status="alive")


@router.get(
    "/health/ready", tags=["service"], summary="Can it classify?", dependencies=[Depends(get_inference)],
    responses=describe_errors(503),
)  # fmt: skip
async def ready() -> HealthBody:
    """Answers 200 once the model is loaded and has classified a film, 503 before."""
    return HealthBody(status="ready")
