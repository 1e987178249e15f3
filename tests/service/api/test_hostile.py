"""Malicious or broken clients: random text, malformed bodies, and bytes that are not valid HTTP."""

import gzip
import json
import math
import socket
from collections import Counter
from urllib.parse import urlsplit

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movie_classifier.film import Film, film_problem
from movie_classifier.model.genres import GENRES
from tests.service.api.test_bad_input import check_error

ANY_CHARACTER = st.characters(exclude_categories=())
"""Every Unicode code point, including lone surrogates and unassigned ones."""

PIECES = st.one_of(
    st.text(ANY_CHARACTER, max_size=80),
    st.sampled_from(
        ["'" * 500, "a\u0301" * 300, "\u202e\u2066", "🏳️‍🌈" * 50, "\ufeff", "\n\n\n", "x" * 1_000, "\ud800"]
    ),
)
TEXT = st.lists(PIECES, max_size=6).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(title=TEXT, description=TEXT)
def test_any_text_is_classified_or_rejected(shipped_service: str, title: str, description: str) -> None:
    check_classified_or_rejected(shipped_service, title, description)


def check_classified_or_rejected(service: str, title: str, description: str) -> None:
    """A film gets a probability for every genre, and a text that is no film is refused."""
    response = requests.post(f"{service}/genre", json={"title": title, "description": description}, timeout=30)
    # JSON decoders join two adjacent surrogates into one character.
    if film_problem(Film(*json.loads(json.dumps([title, description])))) is None:
        assert response.status_code == 200
        assert tuple(response.json()) == GENRES
        assert all(math.isfinite(score) and 0 <= score <= 1 for score in response.json().values())
    else:
        check_error(response, 422)


FILM = b'{"title": "a", "description": "b"}'
HUGE = b"9" * 100_000
BODIES: dict[str, tuple[dict[str, str], bytes, int]] = {
    "nested lists": ({}, b"[" * 200_000 + b"]" * 200_000, 422),
    "nested objects": ({}, b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 422),
    "nested title": ({}, b'{"title": ' + b"[" * 50_000 + b"]" * 50_000 + b', "description": "b"}', 422),
    "huge integer": ({}, b'{"title": ' + HUGE + b', "description": "b"}', 422),
    "huge exponent": ({}, b'{"title": 1e999999999, "description": "b"}', 422),
    "many digits": ({}, b'{"title": 0.' + HUGE + b', "description": "b"}', 422),
    "not a number": ({}, b'{"title": NaN, "description": Infinity}', 422),
    "title twice": ({}, b'{"title": 1, "title": "a", "description": "b"}', 200),
    "title twice, the last one bad": ({}, b'{"title": "a", "title": 1, "description": "b"}', 422),
    "a million keys": ({}, b"{" + b",".join(b'"k%d":1' % i for i in range(60_000)) + b"}", 422),
    "keys of objects": ({}, b'{"__proto__": 1, "__class__": 1, "title": "a", "description": "b"}', 200),
    "null byte": ({}, b'{"title": "a\\u0000b", "description": "b"}', 200),
    "bare control character": ({}, b'{"title": "a\x01b", "description": "b"}', 422),
    "UTF-8 with a byte order mark": ({}, b"\xef\xbb\xbf" + FILM, 200),
    "UTF-16": ({"Content-Type": "application/json; charset=utf-16"}, FILM.decode().encode("utf-16"), 200),
    "overlong UTF-8": ({}, b'{"title": "\xc0\xaf", "description": "b"}', 422),
    "two documents": ({}, FILM + FILM, 422),
    "gzip bomb": ({"Content-Encoding": "gzip"}, gzip.compress(b" " * 50_000_000 + FILM), 415),
    "gzip": ({"Content-Encoding": "gzip"}, gzip.compress(FILM), 415),
    "form": ({"Content-Type": "application/x-www-form-urlencoded"}, b"title=a&description=b", 415),
    "multipart": ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\n\r\n" + FILM + b"\r\n--x--", 415),
    "plain text": ({"Content-Type": "text/plain"}, FILM, 415),
    "XML": ({"Content-Type": "application/xml"}, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 415),
    "no type": ({"Content-Type": ""}, FILM, 415),
    "an invalid type": ({"Content-Type": "/;;;=,"}, FILM, 415),
    "long type": ({"Content-Type": "application/json;" + "a=b;" * 2_000}, FILM, 200),
}


def test_malformed_bodies(service: str) -> None:
    outcomes: Counter[int] = Counter()
    for name, (special, body, status) in BODIES.items():
        headers = {"Content-Type": "application/json", **special}
        response = requests.post(f"{service}/genre", data=body, headers=headers, timeout=60)
        assert response.status_code == status, f"{name}: {response.status_code} {response.text[:200]}"
        if status != 200:
            check_error(response, status)
        outcomes[response.status_code] += 1
    print(f"{len(BODIES)} malformed bodies by status: {dict(outcomes)}")


POST = b"POST /genre HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
BYTES = {
    "nothing": b"",
    "not HTTP": b"\x00\xff" * 1_000,
    "TLS": bytes.fromhex("16030100a5010000a10303") + b"\x00" * 200,
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "HTTP/0.9": b"GET /health/live\r\n\r\n",
    "HTTP/9.9": b"GET /health/live HTTP/9.9\r\n\r\n",
    "no host": b"GET /health/live HTTP/1.1\r\n\r\n",
    "long request line": b"GET /" + b"a" * 200_000,
    "many headers": b"GET /health/live HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 50_000,
    "large header": b"GET /health/live HTTP/1.1\r\nHost: x\r\nA: " + b"b" * 200_000 + b"\r\n\r\n",
    "folded header": b"GET /health/live HTTP/1.1\r\nHost: x\r\n  y: z\r\n\r\n",
    "header with a control character": b"GET /health/live HTTP/1.1\r\nHost: x\r\nA: \x7f\r\n\r\n",
    "header with a null byte": b"GET /health/live HTTP/1.1\r\nHost: x\r\nA: \x00\r\n\r\n",
    "negative length": POST + b"Content-Length: -1\r\n\r\n" + FILM,
    "invalid length": POST + b"Content-Length: 0x10\r\n\r\n" + FILM,
    "huge length": POST + b"Content-Length: " + b"9" * 30 + b"\r\n\r\n" + FILM,
    "two hosts": b"GET /health/live HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 34\r\n\r\n" + FILM,
    "length and chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "invalid chunk size": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + FILM,
    "huge chunk size": POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 64 + b"\r\n",
    "unknown transfer encoding": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "upgrade": b"GET /genre HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    "trace": b"TRACE /genre HTTP/1.1\r\nHost: x\r\n\r\n",
    "unknown method": b"JUMP /genre HTTP/1.1\r\nHost: x\r\n\r\n",
    "path traversal": b"GET /static-offline-docs/../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "escaped path traversal": b"GET /static-offline-docs/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "null byte in the path": b"GET /static-offline-docs/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "absolute target": b"GET http://other.example/health/live HTTP/1.1\r\nHost: x\r\n\r\n",
    "proxy request": b"CONNECT other.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a hundred pipelined requests": b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n" * 100,
}

STATUSES = {
    "nothing": set(),
    "HTTP/0.9": {200},
    **{name: {431} for name in ("long request line", "many headers", "large header")},
    "unknown transfer encoding": {422},
    **{name: {405} for name in ("upgrade", "trace")},
    **{name: {404} for name in ("path traversal", "escaped path traversal", "null byte in the path")},
    "absolute target": {200},
    "a hundred pipelined requests": {200},
}
"""The statuses that answer the bytes; {400} for all others."""

RESET = {"long request line", "many headers", "large header"}
"""The server closes the connection before it has read all, and the system may drop its answer."""


@pytest.mark.parametrize("name", BYTES)
def test_malformed_http(service: str, name: str) -> None:
    address = urlsplit(service)
    expected, received = STATUSES.get(name, {400}), b""
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=60) as connection:
        try:
            connection.sendall(BYTES[name])
            while expected and (chunk := connection.recv(65536)):
                received += chunk
                connection.settimeout(0.2)  # after its answer, the server may wait for more
        except OSError:
            pass  # the server may close the connection
    statuses = [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]]
    if statuses or name not in RESET:
        assert set(statuses) == expected, received[:300]
    assert b"root:" not in received
    assert b"Traceback" not in received
    assert json.loads(requests.get(f"{service}/health/ready", timeout=10).text) == {"status": "ready"}
