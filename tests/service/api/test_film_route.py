"""The quick path of `/genre` gives the answers of FastAPI's general path."""

import json

import pytest
import requests

from tests.conftest import TINY_FILMS

FILM = TINY_FILMS[0][0]._asdict()
VALID = json.dumps(FILM).encode()
BODIES = {
    "valid": VALID,
    "escapes": json.dumps({"title": "Amélie 🎬", "description": "a soldier fights\n\tfor  love"}).encode(),
    "a field twice": VALID[:-1] + b', "title": "Guns"}',
    "more fields": json.dumps({**FILM, "year": 1995, "nested": [{"a": None}]}).encode(),
    "byte order mark": b"\xef\xbb\xbf" + VALID,
    "UTF-16": VALID.decode().encode("utf-16"),
    "half of a character": b'{"title": "\\ud83c", "description": "a soldier fights"}',
    "not a number": VALID[:-1] + b', "year": NaN}',
    "no title": b'{"description": "a soldier fights"}',
    "number as title": b'{"title": 1, "description": "a soldier fights"}',
    "blank title": b'{"title": " ", "description": "a soldier fights"}',
    "list": b"[" + VALID + b"]",
    "cut short": VALID[:-1],
    "not UTF-8": b'{"title": "\xe9", "description": "a soldier fights"}',
    "deeply nested": b"[" * 10_000,
    "empty": b"",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_both_paths_give_the_same_answer(service: str, http: requests.Session, body: bytes) -> None:
    quick, general = (
        http.post(f"{service}/genre", data=body, headers={"Content-Type": content_type})
        for content_type in ("application/json", "application/json; charset=utf-8")
    )
    assert (quick.status_code, quick.content) == (general.status_code, general.content)
    assert quick.headers["Content-Type"] == general.headers["Content-Type"]
