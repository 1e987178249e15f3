"""Invalid requests get an error response with the common body, never a 500 or a traceback."""

import gzip
import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from movie_classifier.film import MAX_DESCRIPTION_LENGTH, MAX_TITLE_LENGTH, is_blank

GOOD = {"title": "Guns", "description": "a soldier fights"}
JSON = {"Content-Type": "application/json"}


def check_error(response: requests.Response, status: int) -> dict[str, Any]:
    """Assert that the response is an `ErrorBody` with `status`, and return it."""
    assert response.status_code == status
    body = response.json()
    assert set(body) == {"detail", "errors"}
    assert body["detail"]
    assert "\n" not in body["detail"]
    assert "Traceback" not in response.text
    assert all(set(error) == {"field", "message"} for error in body["errors"])
    return dict(body)


@pytest.mark.parametrize("field", ["title", "description"])
@pytest.mark.parametrize(
    "value", [..., None, "", "  \t\n\u3000", "\x00\u200b", 1, 1.5, True, [], ["a"], {}, {"a": "b"}]
)
def test_the_invalid_field_is_named(service: str, http: requests.Session, field: str, value: object) -> None:
    film: dict[str, object] = {**GOOD, field: value}
    if value is ...:
        del film[field]
    body = check_error(http.post(f"{service}/genre", json=film), 422)
    assert [error["field"] for error in body["errors"]] == [field]
    response = http.post(f"{service}/genres", json={"movies": [GOOD, film]})
    if field == "title" and (value is ... or (isinstance(value, str) and is_blank(value))):
        assert response.status_code == 200  # a list needs no titles
    else:
        assert [error["field"] for error in check_error(response, 422)["errors"]] == [f"movies.1.{field}"]


def test_both_missing_fields_are_named(service: str, http: requests.Session) -> None:
    body = check_error(http.post(f"{service}/genre", json={}), 422)
    assert body["detail"] == "title: Field required; description: Field required"


@pytest.mark.parametrize(
    ("field", "max_length"), [("title", MAX_TITLE_LENGTH), ("description", MAX_DESCRIPTION_LENGTH)]
)
def test_length_limits(service: str, http: requests.Session, field: str, max_length: int) -> None:
    assert http.post(f"{service}/genre", json={**GOOD, field: "x" * max_length}).status_code == 200
    body = check_error(http.post(f"{service}/genre", json={**GOOD, field: "x" * (max_length + 1)}), 422)
    assert body["errors"] == [{"field": field, "message": f"String should have at most {max_length} characters"}]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"title=Guns", b'{"title": "Guns",}', b"\xff\xfe\x00", b"null", b"[]", b'"Guns"', b"1", b"NaN",
        b"[" * 100_000, b'{"title": ' * 50_000, b"1" * 10_000, b'{"title": ' + b"9" * 5_000 + b"}", b"\x00", b"<xml/>",
    ],
)  # fmt: skip
@pytest.mark.parametrize("route", ["/genre", "/genres"])
def test_a_body_that_is_not_a_json_object(service: str, http: requests.Session, route: str, body: bytes) -> None:
    check_error(http.post(service + route, data=body, headers=JSON), 422)


@pytest.mark.parametrize("data", [json.dumps(GOOD), ""])
@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize("route", ["/genre", "/genres"])
def test_wrong_content_type(service: str, http: requests.Session, route: str, content_type: str, data: str) -> None:
    body = check_error(http.post(service + route, data=data, headers={"Content-Type": content_type}), 415)
    assert body == {"detail": "the Content-Type must be application/json", "errors": []}


@pytest.mark.parametrize("encoded", [gzip.compress(json.dumps(GOOD).encode()), b"ASCII"], ids=["gzip", "text"])
@pytest.mark.parametrize("encoding", ["gzip", "BR", "x-unknown"])
def test_compressed_bodies_are_refused_in_words(
    service: str, http: requests.Session, encoding: str, encoded: bytes
) -> None:
    response = http.post(f"{service}/genre", data=encoded, headers=JSON | {"Content-Encoding": encoding})
    assert "Content-Encoding" in check_error(response, 415)["detail"]
    assert response.headers["Accept-Encoding"] == "identity"
    plain = http.post(f"{service}/genre", data=encoded, headers=JSON | {"Content-Encoding": "identity"})
    check_error(plain, 422)


def test_missing_content_type(service: str) -> None:
    check_error(requests.post(f"{service}/genre", data=json.dumps(GOOD).encode(), timeout=10), 415)


def test_no_body(service: str, http: requests.Session) -> None:
    body = check_error(http.post(f"{service}/genre"), 422)
    assert [error["field"] for error in body["errors"]] == ["body"]


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "Application/JSON", "application/film+json"]
)
def test_other_json_content_types(service: str, http: requests.Session, content_type: str) -> None:
    response = http.post(f"{service}/genre", data=json.dumps(GOOD), headers={"Content-Type": content_type})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b", "\x01\x02 a \x1b[31m", "😀🎬🍿", "שלום לכולם", "مرحبا بالعالم", "\u202egnirts", "é" * 400,
        "a" * 20_000, "a." * 10_000, "'" * 20_000, "(" * 20_000, "http://" + "a" * 19_000, "1" * 20_000,
        "\u0301" * 20_000, "-" * 20_000, "\ufeffa", "a\U0010ffff", "\ufffe.", "日本" * 5_000, "a\r\n" * 5_000,
    ],
)  # fmt: skip
def test_unusual_text_is_classified(service: str, http: requests.Session, text: str) -> None:
    response = http.post(f"{service}/genre", json={"title": text[:500], "description": text})
    assert response.status_code == 200
    assert all(0 <= score <= 1 for score in response.json().values())


@pytest.mark.parametrize("text", [r"\ud800", r"a\udfffb", r"\udc00\ud800"])
def test_lone_surrogates_are_rejected(service: str, http: requests.Session, text: str) -> None:
    body = f'{{"title": "A", "description": "{text}"}}'
    errors = check_error(http.post(f"{service}/genre", data=body, headers=JSON), 422)["errors"]
    assert [error["field"] for error in errors] == ["description"]


@pytest.mark.parametrize(("route", "limit"), [("/genre", 2**20), ("/genres", 8 * 2**20)])
def test_a_large_body_is_rejected_before_it_is_parsed(
    service: str, http: requests.Session, route: str, limit: int
) -> None:
    body = check_error(http.post(service + route, data=b"{" + b" " * limit, headers=JSON), 413)
    assert str(limit) in body["detail"]
    check_error(http.post(service + route, data=b"{" + b" " * (limit - 1), headers=JSON), 422)


def test_a_large_body_without_content_length_is_rejected(service: str, http: requests.Session) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    check_error(http.post(f"{service}/genre", data=chunks(), headers=JSON), 413)


def test_a_large_body_is_rejected_by_its_content_length(service: str) -> None:
    address = urlsplit(service)
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(
            b"POST /genre HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n"
        )
        assert connection.recv(1_000).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(("method", "route", "status"), [("GET", "/nowhere", 404), ("GET", "/genre", 405)])
def test_unknown_route_or_method(service: str, http: requests.Session, method: str, route: str, status: int) -> None:
    check_error(http.request(method, service + route), status)
