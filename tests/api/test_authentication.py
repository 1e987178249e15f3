from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from movie_classifier.client import GenreClient
from movie_classifier.errors import ApiKeyRefused
from movie_classifier.settings import Settings
from tests.api.test_bad_input import check_error
from tests.conftest import TINY_FILMS, serving

FILM = TINY_FILMS[0][0]
KEYS = ("first-key", "schlüssel")


@pytest.fixture(scope="module")
def locked(tiny_model: Path) -> Iterator[str]:
    """The URL of a service that asks for a key."""
    with serving(Settings(model=tiny_model, api_keys=", ".join(KEYS))) as url:  # type: ignore[arg-type]
        yield url


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer first", "Bearer first-key2", "Basic first-key", "first-key"],
)
@pytest.mark.parametrize(("method", "route"), [("POST", "/genre"), ("POST", "/genres"), ("GET", "/model")])
def test_without_a_key(locked: str, method: str, route: str, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    body = FILM._asdict() if route == "/genre" else {"movies": [FILM._asdict()]}
    response = requests.request(method, locked + route, json=body, headers=headers, timeout=10)
    assert "API key" in check_error(response, 401)["detail"]
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("key", KEYS)
def test_with_a_key(locked: str, key: str) -> None:
    assert len(GenreClient(locked, api_key=key).predict([FILM])) == 1


def test_metrics_and_reload_need_a_key_too(locked: str, http: requests.Session) -> None:
    assert http.get(f"{locked}/metrics").status_code == 401
    assert http.post(f"{locked}/model/reload").status_code == 401


@pytest.mark.parametrize("route", ["/health/live", "/health/ready", "/docs", "/openapi.json"])
def test_health_and_documentation_stay_open(locked: str, http: requests.Session, route: str) -> None:
    assert http.get(locked + route).status_code == 200


def test_client_says_what_to_set(locked: str) -> None:
    with pytest.raises(ApiKeyRefused, match="asks for an API key; set MOVIE_CLASSIFIER_API_KEY"):
        GenreClient(locked).predict([FILM])


def test_no_keys_no_questions(service: str, http: requests.Session) -> None:
    headers = {"Authorization": "Bearer whatever"}
    assert http.post(f"{service}/genre", json=FILM._asdict(), headers=headers).status_code == 200
