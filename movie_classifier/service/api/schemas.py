"""Request and response bodies. FastAPI validates and documents them."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from movie_classifier.film import MAX_DESCRIPTION_LENGTH, MAX_FILMS, MAX_TITLE_LENGTH, Film, is_blank
from movie_classifier.model.confidence import Confidence
from movie_classifier.model.explanation import FieldName, Unit
from movie_classifier.poster.encoding import MAX_POSTER_CHARACTERS
from movie_classifier.service.api.examples import EXPLANATION, OTHELLO, PREDICTION

MAX_GENRE_LENGTH = 200
"""Longest name of a genre in characters. An error repeats the name."""


def _not_blank(text: str) -> str:
    if is_blank(text):
        raise ValueError("must not be empty or blank")
    return text


NOT_BLANK_SCHEMA = {"format": "not-blank", "minLength": 1}
"""Custom OpenAPI format: JSON Schema cannot express "not blank"."""

Title = Annotated[
    str,
    Field(
        max_length=MAX_TITLE_LENGTH,
        description="The film's title; not blank.",
        examples=[OTHELLO["title"]],
        json_schema_extra=NOT_BLANK_SCHEMA,
    ),
    AfterValidator(_not_blank),
]
Description = Annotated[
    str,
    Field(
        max_length=MAX_DESCRIPTION_LENGTH,
        description="What the film is about, in a language of the model; not blank.",
        examples=[OTHELLO["description"]],
        json_schema_extra=NOT_BLANK_SCHEMA,
    ),
    AfterValidator(_not_blank),
]
Probability = Annotated[float, Field(ge=0, le=1)]
ScoresBody = dict[str, Probability]
Threshold = Annotated[Probability, AfterValidator(lambda threshold: round(threshold, 6))]
"""Rounded, because 0.1 + 0.2 is 0.30000000000000004."""


class TextBody(BaseModel):
    """The text of one film."""

    title: Title
    description: Description

    def to_film(self) -> Film:
        """Convert the request body to a `Film`."""
        return Film(self.title, self.description)


class MovieBody(TextBody):
    """One film."""

    poster: str | None = Field(
        None,
        max_length=MAX_POSTER_CHARACTERS,
        description="The film's poster in base64: a JPEG, PNG or WebP file of at most 512 KiB and 4 megapixels.",
    )


class ListedMovieBody(MovieBody):
    """One film of several. It needs no title: lists often have none."""

    title: str = Field("", max_length=MAX_TITLE_LENGTH, description="The film's title; may be missing or blank.")


class MoviesBody(BaseModel):
    """Several films to classify in one request."""

    movies: list[ListedMovieBody] = Field(min_length=1, max_length=MAX_FILMS)


class PredictionBody(BaseModel):
    """The genres of one film."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [PREDICTION]})

    title: str
    genre: str | None = Field(description="The most probable genre. Null only after a choice that leaves no genre.")
    genres: list[str] = Field(
        description="Genres at or above their threshold, most probable first; the most probable one if there are none. "
        "Empty only after a choice that leaves no genre."
    )
    scores: ScoresBody = Field(description="Probability of every genre.")
    confidence: Confidence = Field(
        description="`low` if the model has little to go on: it knows few of the words, the text is unlike those that "
        "it was trained on, or no genre reaches its threshold."
    )
    confidence_reason: str | None = Field(description="Why the confidence is low; null if it is normal.")


class PredictionsBody(BaseModel):
    """The genres of each film, in the order of the request."""

    predictions: list[PredictionBody]


class ExplainBody(TextBody):
    """A film, and the genre to explain."""

    genre: str | None = Field(
        None, max_length=MAX_GENRE_LENGTH, description="Genre, in any case. The most probable genre by default."
    )


class PartBody(BaseModel):
    """A word or a sentence of a film."""

    model_config = ConfigDict(from_attributes=True)

    field: FieldName = Field(description="The field that has the part.")
    start: int = Field(ge=0, description="Offset of the first character in the field, in Unicode code points.")
    end: int = Field(ge=0, description="Offset after the last character.")
    text: str
    contribution: float = Field(
        description="Log-odds of the genre with the part, minus log-odds without it. Positive: speaks for the genre."
    )
    known: bool = Field(description="False for a word that the model does not know: its contribution says little.")


class ExplanationBody(BaseModel):
    """The contribution of each part of a film to the probability of a genre."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [EXPLANATION]})

    genre: str
    probability: Probability
    unit: Unit = Field(description="`word`, or `sentence` if the film has more than 400 words.")
    parts: list[PartBody] = Field(description="Parts in the order of the text, title first. Punctuation is no part.")


class ModelBody(BaseModel):
    """The model that the service uses."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    version: str
    labels: list[str] = Field(description="Genres of the model.")
    thresholds: dict[str, Threshold] = Field(description="Probability from which a genre is assigned.")
    metrics: dict[str, Any] = Field(description="Scores on test films, which the model has not seen.")
    spacy_version: str
    content_hash: str = Field(description="SHA-256 over the names and bytes of the model's files.")
    precision_curves: dict[str, dict[str, Threshold]] = Field(
        description="For each genre, the lowest threshold with each precision; empty if that was not measured."
    )


class HealthBody(BaseModel):
    """The state of the service."""

    status: str = Field(examples=["ready"])


class FieldError(BaseModel):
    """An error in one field."""

    field: str = Field(description="Path of the field, with dots: `title`, `movies.3.description`.", examples=["title"])
    message: str = Field(examples=["must not be empty or blank"])


class ErrorBody(BaseModel):
    """The body of every error."""

    detail: str = Field(
        description="The error in one line.", examples=["title: must not be empty or blank"], min_length=1
    )
    errors: list[FieldError] = Field(
        default_factory=list, description="Errors by field, if the request has invalid fields."
    )
