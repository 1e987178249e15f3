"""Draws valid and invalid requests with unknown words. The same seed gives the same requests."""

import json
import random
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import NamedTuple

from lab.benchmarks.films import batch_body, film_body
from lab.benchmarks.http_client import request_bytes
from movie_classifier.film import Film

MAX_BATCH = 64
"""Largest number of films in a request."""

KNOWN_WORDS = 2
"""Number of words of a real film between two unknown words."""

TOO_LARGE = 100_000_000
"""Content-Length that every route refuses."""

_LETTERS = str.maketrans("0123456789abcdef", "bcdfghklmnprstvw")
_BITS = 64
"""Random bits of an unknown word, so that no word is expected to occur twice."""


class Request(NamedTuple):
    """A request and its expected outcome.

    Attributes:
        kind: name of the kind in the report.
        data: bytes of the request.
        expected: expected status; None if the client disconnects before the response.
        timeout_seconds: seconds after which the client disconnects.
    """

    kind: str
    data: bytes
    expected: int | None = HTTPStatus.OK
    timeout_seconds: float = 0.0


class RequestMix:
    """Draws requests.

    Args:
        films: real films. Unknown words are inserted between theirs.
        seed: seed of the requests.
    """

    def __init__(self, films: Sequence[Film], seed: str) -> None:
        self._films = films
        self._chance = random.Random(seed)  # noqa: S311 - nothing secret
        self._kinds: dict[Callable[[], Request], int] = {
            self._one: 40, self._many: 20, self._narrowed: 4, self._blank: 4, self._missing_description: 4,
            self._invalid_json: 4, self._unknown_genre: 4, self._too_large: 4, self._unknown_path: 2,
            self._service_route: 6, self._disconnect: 8,
        }  # fmt: skip

    def draw(self) -> Request:
        """Return the next request."""
        [kind] = self._chance.choices(list(self._kinds), list(self._kinds.values()))
        return kind()

    def film(self) -> Film:
        """Return a real film in which every third word is unknown."""
        title, description = self._chance.choice(self._films)
        words = description.split()
        for place in range(0, len(words), KNOWN_WORDS + 1):
            words[place] = self._word()
        return Film(f"{title} {self._word()}", " ".join([*words, self._word()]))

    def _word(self) -> str:
        return f"{self._chance.getrandbits(_BITS):x}".translate(_LETTERS)

    def _one(self) -> Request:
        return Request("/genre", request_bytes("POST", "/genre", film_body(self.film())))

    def _many(self) -> Request:
        films = [self.film() for _ in range(self._chance.randint(1, MAX_BATCH))]
        return Request("/genres", request_bytes("POST", "/genres", batch_body(films)))

    def _narrowed(self) -> Request:
        return Request("/genre?genre=", request_bytes("POST", "/genre?genre=Drama", film_body(self.film())))

    def _unknown_genre(self) -> Request:
        path, body = f"/genre?genre={self._word()}", film_body(self.film())
        return Request("unknown genre", request_bytes("POST", path, body), HTTPStatus.UNPROCESSABLE_ENTITY)

    def _blank(self) -> Request:
        body = film_body(self.film()._replace(title=" "))
        return Request("blank title", request_bytes("POST", "/genre", body), HTTPStatus.UNPROCESSABLE_ENTITY)

    def _missing_description(self) -> Request:
        body = json.dumps({"movies": [{"title": self._word(), self._word(): self._word()}]}).encode()
        return Request("no description", request_bytes("POST", "/genres", body), HTTPStatus.UNPROCESSABLE_ENTITY)

    def _invalid_json(self) -> Request:
        data = request_bytes("POST", "/genre", film_body(self.film())[:-1])
        return Request("invalid JSON", data, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _too_large(self) -> Request:
        # Only the Content-Length is large. The service answers and closes the connection; unread bytes would break it
        # before the response is read.
        path = self._chance.choice(["/genre", "/genres"])
        data = request_bytes("POST", path, length=TOO_LARGE)
        return Request("too large", data, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def _unknown_path(self) -> Request:
        return Request("unknown path", request_bytes("GET", f"/{self._word()}"), HTTPStatus.NOT_FOUND)

    def _service_route(self) -> Request:
        path = self._chance.choice(["/health/live", "/health/ready", "/metrics", "/model"])
        return Request(path, request_bytes("GET", path))

    def _disconnect(self) -> Request:
        data = self._chance.choice([self._one, self._many])().data
        if self._chance.random() < 0.5:  # noqa: PLR2004 - half of the clients break off, the others wait
            return Request("disconnect while sending", data[: self._chance.randrange(1, len(data))], None)
        return Request("disconnect while waiting", data, None, self._chance.uniform(0, 0.1))
