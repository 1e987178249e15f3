"""The service's settings, from `MOVIE_CLASSIFIER_*` variables."""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from movie_classifier.errors import InvalidSetting
from movie_classifier.model_path import default_model_path


def _split(value: Any) -> Any:
    """The parts of a text between commas; anything else as it is."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split)]


class Settings(BaseSettings):
    """Every setting has a default with which the service runs as installed. Lists are written with commas."""

    model_config = SettingsConfigDict(env_prefix="MOVIE_CLASSIFIER_")

    model: Path = Field(default_factory=default_model_path, description="the spaCy pipeline folder to serve")
    max_body_bytes: int = Field(2**20, gt=0, description="largest request body in bytes, on every route but /genres")
    max_batch_body_bytes: int = Field(8 * 2**20, gt=0, description="largest request body in bytes on /genres")
    body_timeout: float = Field(10.0, gt=0, description="seconds that a request body may take to arrive")
    max_queue: int = Field(256, gt=0, description="requests that may wait for the model; more are refused with 503")
    timeout: float = Field(10.0, gt=0, description="seconds a request may wait for the model; then it ends in 503")
    api_keys: Secrets = Field((), description="keys of which a request needs one; none: everybody may ask")
    cors_origins: Names = Field((), description="origins whose pages may ask, as https://example.org; * for all")
    allowed_hosts: Names = Field(("*",), description="values of the Host header that are answered")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="what is logged at least")
    root_path: str = Field("", description="the path under which a proxy serves the API, as /movies")


def read_settings() -> Settings:
    """The settings of the environment.

    Raises:
        InvalidSetting: one of the variables cannot be used.
    """
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors()[0]
        raise InvalidSetting(f"MOVIE_CLASSIFIER_{problem['loc'][0]}".upper(), problem["msg"]) from error
