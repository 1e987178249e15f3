"""A server that speaks TMDB's API as its public documentation describes it, with faults, on a real socket."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ0ZXN0In0.c2lnbmF0dXJl"
JPEG = b"\xff\xd8\xff\xe0" + bytes(2000) + b"\xff\xd9"
GENRES = ["Drama", "Comedy", "Horror"]

Fault = Callable[["Handler"], bool]
"""Answers a request badly and returns True, or leaves it to the server."""


def make_film(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "imdb_id": f"tt{number:07}",
        "title": f"Film {number}",
        "original_title": f"Film {number}",
        "release_date": f"{1990 + number % 10}-{1 + number % 12:02}-15",
        "overview": "" if number % 10 == 0 else f"A story of number {number}.",
        "genres": [{"id": 1, "name": GENRES[number % 3]}],
        "original_language": "en" if number % 2 else "fr",
        "popularity": float(number),
        "poster_path": None if number % 7 == 0 else f"/{number}.jpg",
        "adult": False,
        "video": False,
    }


class TmdbServer(ThreadingHTTPServer):
    """`films`, and the requests so far. `faults` maps a path to what goes wrong there, once for each entry."""

    daemon_threads = True
    request_queue_size = 100

    def __init__(self, films: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.films = {number: make_film(number) for number in range(1, films + 1)}
        self.faults: dict[str, list[Fault]] = {}
        self.delay = 0.0
        self.answered: Counter[str] = Counter()
        self.times: list[float] = []
        self.credentials: list[tuple[str, str | None, str | None]] = []
        self.most_results = 10_000
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/3"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no error."""


class Handler(BaseHTTPRequestHandler):
    server: TmdbServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        with self.server.lock:
            self.server.times.append(time.monotonic())
            self.server.credentials.append((parts.path, query.get("api_key"), self.headers.get("Authorization")))
            waiting = self.server.faults.get(parts.path) or self.server.faults.get("*") or [None]
            fault = waiting.pop(0) if waiting[0] else None
        if fault and fault(self):
            return
        time.sleep(self.server.delay)
        if parts.path.startswith("/t/p/"):
            self.reply(200, JPEG, "image/jpeg")
        elif query.get("api_key") != KEY and self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self.fail(401, 7, "Invalid API key: You must be granted a valid key.")
        elif parts.path == "/3/configuration":
            base = f"http://127.0.0.1:{self.server.server_address[1]}/t/p/"
            sizes = ["w92", "w154", "w185", "w342", "w500", "w780", "original"]
            self.json(200, {"images": {"base_url": base, "secure_base_url": base, "poster_sizes": sizes}})
        elif parts.path == "/3/discover/movie":
            self.discover(query)
        elif parts.path.startswith("/3/movie/") and int(parts.path.split("/")[-1]) in self.server.films:
            self.json(200, self.server.films[int(parts.path.split("/")[-1])])
        else:
            self.fail(404, 34, "The resource you requested could not be found.")
        with self.server.lock:
            self.server.answered[parts.path] += 1

    def discover(self, query: dict[str, str]) -> None:
        page = int(query["page"])
        if not 1 <= page <= 500:
            self.fail(400, 22, "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.")
            return
        first, last = query["primary_release_date.gte"], query["primary_release_date.lte"]
        films = [film for film in self.server.films.values() if first <= film["release_date"] <= last]
        language = query.get("with_original_language")
        films = [film for film in films if language in (None, film["original_language"])]
        films.sort(key=lambda film: -film["popularity"])
        results = films[(page - 1) * 20 : page * 20] if page * 20 <= self.server.most_results else []
        pages = -(-len(films) // 20)
        self.json(200, {"page": page, "results": results, "total_pages": pages, "total_results": len(films)})

    def json(self, status: int, body: Any, **headers: str) -> None:
        self.reply(status, json.dumps(body).encode(), "application/json;charset=utf-8", headers)

    def fail(self, status: int, code: int, message: str, **headers: str) -> None:
        self.json(status, {"success": False, "status_code": code, "status_message": message}, **headers)

    def reply(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


def status(code: int, **headers: str) -> Fault:
    def fault(handler: Handler) -> bool:
        handler.fail(code, 25 if code == 429 else 11, "Something went wrong.", **headers)
        return True

    return fault


def cut_short(handler: Handler) -> bool:
    """Promise more than is sent, and close the connection."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"id": 3, "tit')
    handler.close_connection = True
    return True


def not_json(handler: Handler) -> bool:
    handler.reply(200, b"<html>Bad gateway</html>", "application/json")
    return True


def hang_up(handler: Handler) -> bool:
    handler.close_connection = True
    return True


def trickle(handler: Handler) -> bool:
    """Send a byte now and then, each within a read timeout, without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(50):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)
    handler.close_connection = True
    return True


@contextmanager
def serve(films: int) -> Any:
    server = TmdbServer(films)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
