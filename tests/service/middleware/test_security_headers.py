from pathlib import Path

import pytest
import requests

from movie_classifier.service.settings import Settings
from tests.conftest import TINY_FILMS, serving

FILM = TINY_FILMS[0][0]._asdict()


@pytest.mark.parametrize("route", ["/genre", "/health/live", "/nowhere", "/docs", "/metrics"])
def test_every_response_has_security_headers(service: str, http: requests.Session, route: str) -> None:
    headers = http.get(service + route).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'" if route == "/docs" else "default-src 'none'")


def test_other_origins_are_rejected_unless_configured(service: str, tiny_model: Path, http: requests.Session) -> None:
    origin = {"Origin": "https://films.example"}
    assert "Access-Control-Allow-Origin" not in http.post(f"{service}/genre", json=FILM, headers=origin).headers
    with serving(Settings(model=tiny_model, cors_origins="https://films.example")) as url:  # type: ignore[arg-type]
        preflight = {
            **origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        }
        allowed = http.options(f"{url}/genre", headers=preflight)
        assert allowed.headers["Access-Control-Allow-Origin"] == "https://films.example"
        assert "POST" in allowed.headers["Access-Control-Allow-Methods"]
        answer = http.post(f"{url}/genre", json=FILM, headers=origin)
        assert answer.headers["Access-Control-Allow-Origin"] == "https://films.example"
        other = http.post(f"{url}/genre", json=FILM, headers={"Origin": "https://other.example"})
        assert "Access-Control-Allow-Origin" not in other.headers


def test_unknown_hosts_are_rejected(tiny_model: Path, http: requests.Session) -> None:
    with serving(Settings(model=tiny_model, allowed_hosts="127.0.0.1,films.example")) as url:  # type: ignore[arg-type]
        assert http.post(f"{url}/genre", json=FILM).status_code == 200
        assert http.post(f"{url}/genre", json=FILM, headers={"Host": "films.example"}).status_code == 200
        assert http.post(f"{url}/genre", json=FILM, headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("prefix", ["", "/movies"])
def test_behind_a_proxy_with_a_path_prefix(tiny_model: Path, http: requests.Session, prefix: str) -> None:
    """Works whether or not the proxy strips the prefix. The pages load the OpenAPI document from below the prefix."""
    with serving(Settings(model=tiny_model, root_path="/movies", max_body_bytes=200)) as url:
        assert http.post(f"{url}{prefix}/genre", json=FILM).status_code == 200
        assert http.post(f"{url}{prefix}/genres", json={"movies": [FILM] * 10}).status_code == 200
        assert "'/movies/openapi.json'" in http.get(f"{url}{prefix}/docs").text
        assert http.get(f"{url}{prefix}/static-offline-docs/swagger-ui.css").status_code == 200
        assert http.get(f"{url}{prefix}/static-offline-docs/nothing.css").status_code == 404
        document = http.get(f"{url}{prefix}/openapi.json").json()
        assert document["servers"] == [{"url": "/movies"}]
