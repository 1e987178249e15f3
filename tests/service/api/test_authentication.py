from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from movie_classifier.client import GenreClient
from movie_classifier.errors import ApiKeyRefused
from movie_classifier.service.settings import Settings
from tests.conftest import TINY_FILMS, serving
from tests.service.api.test_bad_input import check_error

FILM = TINY_FILMS[0][0]
KEYS = ("first-key", "schlüssel")
WRONG = ("Bearer first", "Bearer first-key2")


@pytest.fixture(scope="module")
def protected(tiny_model: Path) -> Iterator[str]:
    """URL of a service with API keys."""
    with serving(Settings(model=tiny_model, api_keys=", ".join(KEYS))) as url:  # type: ignore[arg-type]
        yield url


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Basic first-key", "first-key", *WRONG],
)
@pytest.mark.parametrize(("method", "route"), [("POST", "/genre"), ("POST", "/genres"), ("GET", "/model")])
def test_missing_or_wrong_keys_are_rejected(protected: str, method: str, route: str, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    body = FILM._asdict() if route == "/genre" else {"movies": [FILM._asdict()]}
    response = requests.request(method, protected + route, json=body, headers=headers, timeout=10)
    reason = "this API key is not known" if authorization in WRONG else "an API key is needed"
    assert check_error(response, 401)["detail"].startswith(f"{reason}: send ")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("key", KEYS)
def test_valid_keys_are_accepted(protected: str, key: str) -> None:
    assert len(GenreClient(protected, api_key=key).predict([FILM])) == 1


def test_metrics_and_reload_need_a_key(protected: str, http: requests.Session) -> None:
    assert http.get(f"{protected}/metrics").status_code == 401
    assert http.post(f"{protected}/model/reload").status_code == 401


@pytest.mark.parametrize("route", ["/health/live", "/health/ready", "/docs", "/openapi.json"])
def test_health_and_documentation_need_no_key(protected: str, http: requests.Session, route: str) -> None:
    assert http.get(protected + route).status_code == 200


@pytest.mark.parametrize(("key", "problem"), [(None, "asks for an API key"), ("first", "does not know the API key")])
def test_the_error_of_the_client_names_the_variable_to_set(protected: str, key: str | None, problem: str) -> None:
    with pytest.raises(ApiKeyRefused, match=f"{problem}; set MOVIE_CLASSIFIER_API_KEY to one that it knows"):
        GenreClient(protected, api_key=key).predict([FILM])


def test_a_key_is_sent_whether_or_not_netrc_knows_the_host(
    protected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\ndefault login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    assert len(GenreClient(protected, api_key=KEYS[0]).predict([FILM])) == 1


def test_without_configured_keys_any_key_is_accepted(service: str, http: requests.Session) -> None:
    headers = {"Authorization": "Bearer whatever"}
    assert http.post(f"{service}/genre", json=FILM._asdict(), headers=headers).status_code == 200
