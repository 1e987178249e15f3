"""A server that speaks Jellyfin's API, or Emby's, as far as `library --jellyfin` uses it: over real sockets.

It follows Jellyfin's `ItemUpdateController`, `ItemsController` and `UserLibraryController`: a saved film keeps only
what the request has, and a request without `ProviderIds` or `Tags` is an error.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "0123456789abcdef0123456789abcdef"
ADMIN = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

ALWAYS = {"Name", "Id", "ServerId", "Type", "ProductionYear", "ImageTags", "OfficialRating", "CommunityRating"}
"""What a film in a list has. The other parts are returned if `Fields` has them."""

FIELDS = {"Overview": {"Overview"}, "Genres": {"Genres", "GenreItems"}, "Settings": {"LockData", "LockedFields"}}
"""Value of `Fields` → parts of a film."""


def make_film(name: str, overview: str | None, **parts: Any) -> dict[str, Any]:
    """A whole film as the server has it."""
    item_id = name.encode().hex().ljust(32, "0")[:32]
    return {
        "Name": name, "Id": item_id, "Type": "Movie", "ProductionYear": 1979, "Overview": overview, "Genres": [],
        "OriginalTitle": f"{name} (original)", "Tags": ["mine"], "Taglines": ["In space"], "OfficialRating": "PG",
        "CommunityRating": 7.5, "CriticRating": 80, "ProviderIds": {"Tmdb": "348"}, "Studios": [{"Name": "Fox"}],
        "People": [{"Name": "Zoë", "Role": "Herself", "Type": "Actor"}], "ProductionLocations": ["Norway"],
        "PremiereDate": "1979-05-25T00:00:00.0000000Z", "DateCreated": "2020-01-02T03:04:05.0000000Z",
        "ForcedSortName": f"{name} 1", "CustomRating": None, "PreferredMetadataLanguage": "de",
        "LockData": False, "LockedFields": [], "ImageTags": {},
    } | parts  # fmt: skip


class FakeJellyfin(ThreadingHTTPServer):
    """The films of a server, and what it does wrong.

    Attributes:
        films: identifier → film.
        saves: films in the order in which they were saved.
        requests: method, path and headers of every request.
        answers: method and path → status and body to answer instead; status 0 closes the connection in the middle.
        last_save: number of saved films after which the server is gone; None if it stays.
        emby: whether it is Emby.
        image: the primary image of every film whose `ImageTags` have one.
    """

    daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.reset()

    def reset(self, *films: dict[str, Any], emby: bool = False) -> None:
        """Begin again, with these films."""
        self.emby = emby
        self.films = {film["Id"]: self._own(film) for film in films}
        self.saves: list[str] = []
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.answers: dict[tuple[str, str], tuple[int, str]] = {}
        self.last_save: int | None = None
        self.image = b""

    def stop(self) -> None:
        """Accept no more connections."""
        self.shutdown()
        self.server_close()

    def genres(self) -> dict[str, list[str]]:
        """Name → genres of each film."""
        return {film["Name"]: film["Genres"] for film in self.films.values()}

    def _own(self, film: dict[str, Any]) -> dict[str, Any]:
        items = [{"Name": genre, "Id": number} for number, genre in enumerate(film["Genres"])]
        film = film | {"GenreItems": items}
        if self.emby:
            film["TagItems"] = [{"Name": tag, "Id": 1} for tag in film.pop("Tags", ())]
        return film

    def save(self, item_id: str, new: dict[str, Any]) -> int:
        """Replace a film, and return the status."""
        old = self.films.get(item_id)
        if old is None:
            return 404
        if self.emby:
            new = new | {"Genres": [genre["Name"] for genre in new["GenreItems"]]}
            new["Tags"] = [tag["Name"] for tag in new.pop("TagItems")]
        elif new.get("ProviderIds") is None or new.get("Tags") is None:
            return 400
        kept = {part: old[part] for part in ("Id", "Type", "ImageTags")}
        defaults = dict.fromkeys(old, None) | {"LockData": False, "LockedFields": []}
        self.films[item_id] = self._own(defaults | new | kept)
        self.saves.append(new["Name"])
        return 204


class _Handler(BaseHTTPRequestHandler):
    server: FakeJellyfin
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet for head and body: a second one would wait for the client's acknowledgement

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if self._refused(parts.path):
            return
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        films = self.server.films
        match parts.path.strip("/").split("/"):
            case ["System", "Info", "Public"]:
                product = {} if self.server.emby else {"ProductName": "Jellyfin Server"}
                self._answer(200, {"Id": "server-1", "ServerName": "attic", "Version": "10.11.3"} | product)
            case ["Users"]:
                policies = [("f" * 32, False), (ADMIN, True)]
                users = [{"Id": each, "Name": each[0], "Policy": {"IsAdministrator": may}} for each, may in policies]
                self._answer(200, users)
            case ["Items"] if query["UserId"] == ADMIN and query["IncludeItemTypes"] == "Movie":
                start, limit = int(query["StartIndex"]), int(query["Limit"])
                asked = ALWAYS.union(*(FIELDS[field] for field in query["Fields"].split(",")))
                listed = sorted(films.values(), key=lambda film: str(film["Name"]))
                page = [{part: film[part] for part in film if part in asked} for film in listed[start : start + limit]]
                self._answer(200, {"Items": page, "TotalRecordCount": len(listed), "StartIndex": start})
            case ["Users", user, "Items", item_id] if self.server.emby and user == ADMIN and item_id in films:
                self._answer(200, films[item_id])
            case ["Items", item_id] if not self.server.emby and query.get("UserId") == ADMIN and item_id in films:
                self._answer(200, films[item_id])
            case ["Items", item_id, "Images", "Primary"] if films[item_id]["ImageTags"] and query["MaxWidth"] == "500":
                self._answer(200, self.server.image)
            case _:
                self._answer(404, "Error processing request.")

    def do_POST(self) -> None:
        item = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self._refused(self.path):
            return
        status = self.server.save(self.path.removeprefix("/Items/"), item)
        if len(self.server.saves) == self.server.last_save:
            self.close_connection = True
            self.server.stop()
        self._answer(status, None if status < 400 else "Error processing request.")

    def _refused(self, path: str) -> bool:
        """Answer a request that has no right key, or for which the test wants another answer."""
        self.server.requests.append((self.command, path, dict(self.headers)))
        if (self.command, path) in self.server.answers:
            status, text = self.server.answers[self.command, path]
            self._answer(status or 200, text, cut=not status)
            return True
        header = "X-Emby-Token" if self.server.emby else "Authorization"
        key = KEY if self.server.emby else f'MediaBrowser Token="{KEY}"'
        if path != "/System/Info/Public" and self.headers.get(header) != key:
            self._answer(401, None)
            return True
        return False

    def _answer(self, status: int, body: object, *, cut: bool = False) -> None:
        text = "" if body is None or isinstance(body, bytes) else body if isinstance(body, str) else json.dumps(body)
        data = body if isinstance(body, bytes) else text.encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", text)
        kind = "text/html" if text.startswith("<") else "text/plain" if isinstance(body, str) else "application/json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data) + 100 * cut))
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = self.close_connection or cut

    def log_message(self, *values: object) -> None:
        pass


@contextmanager
def fake_jellyfin(port: int = 0) -> Iterator[FakeJellyfin]:
    """A server in a thread."""
    server = FakeJellyfin(port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()
