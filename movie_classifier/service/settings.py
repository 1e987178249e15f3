"""Settings of the service, from `MOVIE_CLASSIFIER_*` environment variables."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from movie_classifier.errors import InvalidSetting
from movie_classifier.model.model_path import default_model_path


def _split_commas(value: Any) -> Any:
    """Split a string at commas; return other values unchanged."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_commas)]
Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split_commas)]


class Settings(BaseSettings):
    """Settings of the service. All have defaults. Lists are separated by commas."""

    model_config = SettingsConfigDict(env_prefix="MOVIE_CLASSIFIER_")

    model: Path = Field(
        default_factory=default_model_path,
        description="model to serve: fast, accurate, multilingual, the folder of a spaCy pipeline, or the name of an "
        "installed one",
    )
    poster_model: Path | None = Field(
        None, description="folder of a [poster model](posters-and-collecting.md); the shipped one by default"
    )
    genres_file: Path | None = Field(
        None, description="TOML file with the [choice of genres](genres.md) that `/genres` follows"
    )
    max_body_bytes: int = Field(2**20, gt=0, description="largest request body in bytes, on all routes except /genres")
    max_batch_body_bytes: int = Field(8 * 2**20, gt=0, description="largest request body in bytes on /genres")
    body_timeout: float = Field(
        10.0, gt=0, description="seconds until the head of a request must have arrived, and then its body"
    )
    max_queue: int = Field(4096, gt=0, description="maximum number of waiting films; further requests get a 503")
    timeout: float = Field(10.0, gt=0, description="seconds after which a request whose films still wait gets a 503")
    api_keys: Secrets = Field((), description="accepted API keys; if empty, requests need no key")
    cors_origins: Names = Field((), description="origins that CORS allows, such as https://example.org; * for all")
    allowed_hosts: Names = Field(("*",), description="accepted values of the Host header; * for all")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="lowest level that is logged")
    log_format: Literal["auto", "text", "json"] = Field(
        "auto", description="text or json; auto is text in a terminal and json otherwise"
    )
    page: bool = Field(True, description="the page for people at /; off leaves it out")
    root_path: str = Field("", description="path prefix under which a proxy serves the API, such as /movies")


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        InvalidSetting: a variable has an invalid value.
    """
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors()[0]
        raise InvalidSetting(f"MOVIE_CLASSIFIER_{problem['loc'][0]}".upper(), problem["msg"]) from error
