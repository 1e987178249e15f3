"""The service with the accurate and the multilingual model: texts of any kind, and the routes that classify."""

from collections.abc import Iterator

import pytest
import requests
from hypothesis import HealthCheck, given, settings

from movie_classifier.film import MAX_DESCRIPTION_LENGTH
from movie_classifier.model.model_path import shipped_model_path
from movie_classifier.service.settings import Settings
from tests.conftest import OTHELLO, require_accurate, serving
from tests.service.api.test_hostile import TEXT, check_classified_or_rejected


@pytest.fixture(scope="module")
def accurate_service() -> Iterator[str]:
    require_accurate()
    with serving(Settings(model=shipped_model_path("accurate"), timeout=60)) as url:
        yield url


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=TEXT, description=TEXT)
def test_any_text_is_classified_or_rejected(accurate_service: str, title: str, description: str) -> None:
    check_classified_or_rejected(accurate_service, title, description)


def test_all_routes(accurate_service: str, http: requests.Session) -> None:
    film = OTHELLO._asdict()
    scores = http.post(f"{accurate_service}/genre", json=film, timeout=30).json()
    assert max(scores, key=scores.get) == "Drama"
    longest = {"title": "Long", "description": "Love and war. " * (MAX_DESCRIPTION_LENGTH // 14)}
    films = [film, longest] * 10
    answer = http.post(f"{accurate_service}/genres", json={"movies": films}, timeout=60).json()
    assert [each["scores"] for each in answer["predictions"][::2]] == [scores] * 10
    explained = http.post(f"{accurate_service}/explain", json=film, timeout=60).json()
    assert explained["genre"] == "Drama"
    model = http.get(f"{accurate_service}/model", timeout=10).json()
    assert model["name"] == "movie_genres_accurate"


def test_a_german_film(http: requests.Session) -> None:
    require_accurate()
    description = "Ein Kopfgeldjäger und ein Sheriff jagen Banditen durch die Prärie bis zum Saloon."
    with serving(Settings(model=shipped_model_path("multilingual"))) as url:
        answer = http.post(f"{url}/genre", json={"title": "Staub", "description": description}, timeout=30)
        assert max(answer.json(), key=answer.json().get) == "Western"
        assert answer.headers["X-Confidence"] == "normal"
        assert http.get(f"{url}/model", timeout=10).json()["name"] == "movie_genres_multilingual"
