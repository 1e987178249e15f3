import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import httpx
import pytest
import requests

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.prediction import Prediction
from movie_classifier.service.api.app import create_app
from movie_classifier.service.settings import Settings
from tests.conftest import TINY_FILMS, serving

FILM = TINY_FILMS[0][0]._asdict()


def test_live_and_ready(service: str, http: requests.Session) -> None:
    assert http.get(f"{service}/health/live").json() == {"status": "alive"}
    assert http.get(f"{service}/health/ready").json() == {"status": "ready"}


@pytest.mark.parametrize("route", ["/health/ready", "/model"])
def test_not_ready_before_the_model_is_loaded(tiny_model: Path, route: str) -> None:
    """Before its lifespan has run, the application is alive but has no model."""

    async def get(path: str) -> httpx.Response:
        transport = httpx.ASGITransport(create_app(Settings(model=tiny_model)))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.get(path)

    assert asyncio.run(get("/health/live")).status_code == 200
    response = asyncio.run(get(route))
    assert response.status_code == 503
    assert response.json() == {"detail": "the model is not ready", "errors": []}


class BrokenClassifier(GenreClassifier):
    """A classifier that always fails."""

    def predict(self, films: Iterable[Film]) -> NoReturn:  # type: ignore[override]
        raise RuntimeError("broken")


def test_not_ready_while_the_model_fails(tiny_model: Path) -> None:
    app = create_app(Settings(model=tiny_model), BrokenClassifier.load(tiny_model))

    async def get() -> list[int]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://test") as client,
        ):
            answers = [await client.get("/health/ready"), await client.post("/genre", json=FILM)]
            return [answer.status_code for answer in [*answers, await client.get("/health/ready")]]

    assert asyncio.run(get()) == [200, 500, 503]


class WaitingClassifier(GenreClassifier):
    """A classifier that waits in each batch until it is released."""

    begun: threading.Event
    released: threading.Event

    def predict(self, films: Iterable[Film]) -> list[Prediction]:
        self.begun.set()
        assert self.released.wait(60)
        return super().predict(films)


def test_health_is_answered_while_a_batch_is_classified(tiny_model: Path) -> None:
    """Inference does not block the event loop."""
    classifier = WaitingClassifier.load(tiny_model)
    assert isinstance(classifier, WaitingClassifier)
    classifier.begun, classifier.released = threading.Event(), threading.Event()
    settings = Settings(model=tiny_model, timeout=60)
    with serving(settings, classifier) as url, ThreadPoolExecutor(1) as thread:
        answer = thread.submit(requests.post, f"{url}/genre", json=FILM, timeout=60)
        assert classifier.begun.wait(60)
        for _ in range(3):
            assert requests.get(f"{url}/health/live", timeout=30).status_code == 200
        assert not answer.done()
        classifier.released.set()
    assert answer.result().status_code == 200


def test_creating_the_application_loads_no_model(tmp_path: Path) -> None:
    assert create_app(Settings(model=tmp_path / "nowhere")).title


IMPORT_ALL = """
import gc, importlib, pkgutil, sys
import movie_classifier.service
for module in pkgutil.walk_packages(movie_classifier.service.__path__, "movie_classifier.service."):
    importlib.import_module(module.name)
from fastapi import FastAPI
assert not [each for each in gc.get_objects() if isinstance(each, FastAPI)]
heavy = {"PIL", "onnxruntime"} & set(sys.modules)
assert not heavy, heavy
"""


def test_importing_the_service_creates_no_application_and_reads_no_settings_and_no_extras() -> None:
    invalid = {"MOVIE_CLASSIFIER_MAX_BODY_BYTES": "much", "MOVIE_CLASSIFIER_MODEL": "/nowhere"}
    subprocess.run([sys.executable, "-c", IMPORT_ALL], env=os.environ | invalid, check=True, timeout=90)
