from pathlib import Path

import pytest

from movie_classifier.model_path import default_model_path
from movie_classifier.settings import Settings
from tests.conftest import ROOT


def test_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOVIE_CLASSIFIER_MODEL", raising=False)
    assert Settings().model == default_model_path() == ROOT / "spacy_model"


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIE_CLASSIFIER_MODEL", "/models/mine")
    monkeypatch.setenv("MOVIE_CLASSIFIER_MAX_BODY_BYTES", "1000")
    settings = Settings()
    assert settings.model == Path("/models/mine")
    assert settings.max_body_bytes == 1000
    assert settings.max_batch_body_bytes == 8 * 2**20
