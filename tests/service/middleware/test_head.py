import pytest
import requests

from tests.service.api.test_bad_input import check_error

GET_ROUTES = ["/model", "/metrics", "/health/live", "/health/ready", "/docs", "/redoc", "/openapi.json"]


@pytest.mark.parametrize("route", GET_ROUTES)
def test_head_returns_the_headers_of_get(service: str, http: requests.Session, route: str) -> None:
    head, get = http.head(service + route), http.get(service + route)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Type"] == get.headers["Content-Type"]
    if route != "/metrics":  # its body changes with each request
        assert head.headers["Content-Length"] == str(len(get.content))


@pytest.mark.parametrize("route", ["/genre", "/genres", "/model/reload"])
def test_head_is_not_allowed_on_post_routes(service: str, http: requests.Session, route: str) -> None:
    assert http.head(service + route).status_code == 405
    check_error(http.get(service + route), 405)


def test_head_is_counted_as_head(service: str, http: requests.Session) -> None:
    assert http.head(f"{service}/model").ok
    assert (
        'movie_classifier_requests_total{method="HEAD",route="/model",status="200"}'
        in http.get(f"{service}/metrics").text
    )
