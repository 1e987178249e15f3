"""Requests of every kind, good and bad, with words that nobody has used before; the same ones for the same seed."""

import json
import random
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import NamedTuple

from benchmarks.exchange import request_bytes
from benchmarks.films import batch_body, film_body
from movie_classifier.film import Film

MAX_BATCH = 64
"""Films in a request at most."""

OLD_WORDS = 2
"""Of a real film's words, so many remain between two new ones."""

TOO_LARGE = 100_000_000
"""Bytes that no route takes."""

_LETTERS = str.maketrans("0123456789abcdef", "bcdfghklmnprstvw")
_BITS = 64
"""Of chance in a word: two that are alike are not to be expected in any run."""


class Request(NamedTuple):
    """A request, and what is to become of it.

    Attributes:
        kind: what the counts call it.
        data: the bytes.
        expected: the status of the answer; None where the client hangs up before it.
        patience: seconds after which it does.
    """

    kind: str
    data: bytes
    expected: int | None = HTTPStatus.OK
    patience: float = 0.0


class RequestMix:
    """Draws requests.

    Args:
        films: real ones, whose words stand between the new ones.
        seed: of what is drawn.
    """

    def __init__(self, films: Sequence[Film], seed: str) -> None:
        self._films = films
        self._chance = random.Random(seed)  # noqa: S311 - nothing secret
        self._kinds: dict[Callable[[], Request], int] = {
            self._one: 40, self._many: 20, self._narrowed: 4, self._blank: 4, self._incomplete: 4, self._no_json: 4,
            self._unknown_genre: 4, self._too_large: 4, self._nowhere: 2, self._service: 6, self._hang_up: 8,
        }  # fmt: skip

    def draw(self) -> Request:
        """The next request."""
        [kind] = self._chance.choices(list(self._kinds), list(self._kinds.values()))
        return kind()

    def film(self) -> Film:
        """A real film in which every third word is new."""
        title, description = self._chance.choice(self._films)
        words = description.split()
        for place in range(0, len(words), OLD_WORDS + 1):
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

    def _incomplete(self) -> Request:
        body = json.dumps({"movies": [{"title": self._word(), self._word(): self._word()}]}).encode()
        return Request("no description", request_bytes("POST", "/genres", body), HTTPStatus.UNPROCESSABLE_ENTITY)

    def _no_json(self) -> Request:
        data = request_bytes("POST", "/genre", film_body(self.film())[:-1])
        return Request("invalid JSON", data, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _too_large(self) -> Request:
        # Said to be large but not sent: the service answers and closes, and what it leaves unread would break the
        # connection before the answer is read.
        path = self._chance.choice(["/genre", "/genres"])
        data = request_bytes("POST", path, length=TOO_LARGE)
        return Request("too large", data, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    def _nowhere(self) -> Request:
        return Request("unknown path", request_bytes("GET", f"/{self._word()}"), HTTPStatus.NOT_FOUND)

    def _service(self) -> Request:
        path = self._chance.choice(["/health/live", "/health/ready", "/metrics", "/model"])
        return Request(path, request_bytes("GET", path))

    def _hang_up(self) -> Request:
        data = self._chance.choice([self._one, self._many])().data
        if self._chance.random() < 0.5:  # noqa: PLR2004 - one half breaks off, the other waits for some time
            return Request("hang up while sending", data[: self._chance.randrange(1, len(data))], None)
        return Request("hang up while waiting", data, None, self._chance.uniform(0, 0.1))
