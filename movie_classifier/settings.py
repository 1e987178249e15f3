"""The service's settings, from `MOVIE_CLASSIFIER_*` variables."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from movie_classifier.errors import InvalidSetting
from movie_classifier.model_path import default_model_path


class Settings(BaseSettings):
    """Every setting has a default with which the service runs as installed."""

    model_config = SettingsConfigDict(env_prefix="MOVIE_CLASSIFIER_")

    model: Path = Field(default_factory=default_model_path, description="the spaCy pipeline folder to serve")
    max_body_bytes: int = Field(2**20, gt=0, description="largest request body in bytes, on every route but /genres")
    max_queue: int = Field(256, gt=0, description="requests that may wait for the model; more are refused with 503")
    timeout: float = Field(10.0, gt=0, description="seconds a request may wait for the model; then it ends in 503")
    max_batch_body_bytes: int = Field(8 * 2**20, gt=0, description="largest request body in bytes on /genres")


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
