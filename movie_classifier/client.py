"""Client of the HTTP service.

requests is imported by the first client: it takes longer to import than everything that `--help` needs.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload
from urllib.parse import urlsplit

from movie_classifier.errors import ApiKeyRefused, InvalidUrl, ServiceAnswerError
from movie_classifier.film import MAX_FILMS, Film, iterate_films
from movie_classifier.model.explanation import Explanation, Part
from movie_classifier.model.model_info import ModelInfo
from movie_classifier.poster.encoding import check_size, encode_poster
from movie_classifier.prediction import Prediction, Scores
from movie_classifier.version import __version__

if TYPE_CHECKING:
    from requests import PreparedRequest

DEFAULT_URL = "http://localhost:8000"
DEFAULT_TIMEOUT = 10.0

LONGEST_PAUSE = 60
"""Seconds of the longest pause before a request is repeated."""

MAX_BATCH_BYTES = 7 * 2**20
"""Largest list of films in one request. The service accepts 8 MiB by default."""


def complete_url(url: str) -> str:
    """Return the address of a service with `http://` if it has no scheme, and without a slash at the end.

    Raises:
        InvalidUrl: `url` is not an HTTP URL.
    """
    complete = (url if "://" in url else f"http://{url}").rstrip("/")
    try:
        parts = urlsplit(complete)
        valid = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that are not closed, or a port that is not a number up to 65535
        valid = False
    if not valid or re.match(r"https?:(?!//)", url) or re.search(r"\s", url):
        raise InvalidUrl(url)
    return complete


class GenreClient:
    """Sends films to a running service. It has the methods of `GenreClassifier`, so that one can replace the other.

    Args:
        url: address of the service, without a route. `localhost:8000` is short for `http://localhost:8000`.
        timeout: seconds to wait for the connection, and then for each part of a response.
        api_key: API key, if the service needs one.
        retries: how often to repeat a request after a broken connection, or after an answer with status 429, 502, 503
            or 504. The pause is what `Retry-After` says, or else doubles from half a second; a minute at most.

    Raises:
        InvalidUrl: `url` is not an HTTP URL.

    As a context manager, it closes its connections at the end.

    Every method raises a `ServiceError` if the service cannot be reached, is too slow, or answers with an error, and a
    `TypeError` for anything but `Film`s.
    """

    def __init__(
        self,
        url: str = DEFAULT_URL,
        timeout: float = DEFAULT_TIMEOUT,
        api_key: str | None = None,
        retries: int = 0,
    ) -> None:
        import requests

        self.url = complete_url(url)
        self.timeout = timeout
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"movie-classifier/{__version__}"
        self._session.headers["Content-Type"] = "application/json"
        if api_key:
            self._session.headers["Authorization"] = f"Bearer {api_key}".encode()
            self._session.auth = keep_headers  # without it, requests replaces the key by what ~/.netrc has
        if retries:
            self._mount_retries(retries)

    def __enter__(self) -> "GenreClient":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the service."""
        self._session.close()

    @property
    def info(self) -> ModelInfo:
        """Description of the model that the service uses now, with one `GET /model`."""
        answer, status = self._request("GET", "/model")
        try:
            return ModelInfo.from_json(answer)
        except (KeyError, TypeError) as error:
            raise self._not_ours(status) from error

    @overload
    def predict_proba(self, films: Sequence[Film]) -> list[Scores]: ...  # type: ignore[overload-overlap]
    @overload
    def predict_proba(self, films: Iterable[Film]) -> Iterator[Scores]: ...
    def predict_proba(self, films: Iterable[Film]) -> Iterable[Scores]:
        """Return the probability of every genre for each film; see `predict`."""
        scores = (prediction.scores for prediction in self.predict(iterate_films(films)))
        return list(scores) if isinstance(films, Sequence) else scores

    @overload
    def predict(self, films: Sequence[Film]) -> list[Prediction]: ...  # type: ignore[overload-overlap]
    @overload
    def predict(self, films: Iterable[Film]) -> Iterator[Prediction]: ...
    def predict(self, films: Iterable[Film]) -> Iterable[Prediction]:
        """Return the prediction for each film, in the order of `films`, with one `POST /genres` for 256 films.

        An iterable that is no sequence gives an iterator.
        """
        predictions = (prediction for batch in _batch(iterate_films(films)) for prediction in self._predict(batch))
        return list(predictions) if isinstance(films, Sequence) else predictions

    def predict_with_poster(self, film: Film, poster: bytes) -> Prediction:
        """Return the prediction from the film's text and its poster, an image file, with one `POST /genres`.

        A poster that cannot be used, or a service that reads none, is a `ServiceAnswerError` with status 422.

        Raises:
            PosterUnusable: the file is empty or too large.
        """
        [checked] = iterate_films([film])
        body = json.dumps({**checked._asdict(), "poster": encode_poster(check_size(poster))})
        [prediction] = self._predict([body])
        return prediction

    def _predict(self, batch: list[str]) -> list[Prediction]:
        answer, status = self._request("POST", "/genres", f'{{"movies": [{", ".join(batch)}]}}')
        try:
            return [
                # older services say nothing about confidence
                Prediction(p["title"], p["genre"], p["genres"], p["scores"], p.get("confidence_reason"))
                for p in answer["predictions"]
            ]
        except (KeyError, TypeError) as error:
            raise self._not_ours(status) from error

    def explain(self, film: Film, genre: str | None = None) -> Explanation:
        """Return how much each word of the film speaks for `genre`, or for the most probable genre.

        An unknown genre is a `ServiceAnswerError` with status 422.
        """
        [checked] = iterate_films([film])
        answer, status = self._request("POST", "/explain", json.dumps({**checked._asdict(), "genre": genre}))
        try:
            parts = [
                # older services do not say which words the model knows
                Part(p["field"], p["start"], p["end"], p["text"], p["contribution"], p.get("known", True))
                for p in answer["parts"]
            ]
            return Explanation(answer["genre"], answer["probability"], answer["unit"], parts)
        except (KeyError, TypeError) as error:
            raise self._not_ours(status) from error

    def _mount_retries(self, retries: int) -> None:
        from requests.adapters import HTTPAdapter
        from urllib3 import BaseHTTPResponse, Retry

        class BoundedRetry(Retry):
            def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
                seconds = super().get_retry_after(response)
                return None if seconds is None else min(seconds, LONGEST_PAUSE)

        retry = BoundedRetry(
            retries, backoff_factor=0.5, backoff_max=LONGEST_PAUSE, status_forcelist=(429, 502, 503, 504),
            raise_on_status=False,
            allowed_methods=("GET", "POST"),  # no POST of the client changes anything, so it can be repeated
        )  # fmt: skip
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def _request(self, method: str, route: str, body: str | None = None) -> tuple[Any, int]:
        """Return the JSON of the response, and its status."""
        import requests

        try:
            response = self._session.request(method, self.url + route, data=body, timeout=self.timeout)
        except (requests.RequestException, ValueError) as error:  # urllib3 raises ValueError for invalid host names
            from movie_classifier.connection_errors import explain_failure

            raise explain_failure(error, self.url, self.timeout) from error
        status = response.status_code
        if status == requests.codes.unauthorized:
            raise ApiKeyRefused(self.url, got_one="Authorization" in self._session.headers)
        try:
            answer = response.json()
        except requests.JSONDecodeError as error:
            raise (self._not_ours(status) if response.ok else self._refused(status, response.reason)) from error
        if not response.ok:
            detail = answer.get("detail") if isinstance(answer, dict) else None
            raise self._refused(status, str(detail or response.reason))
        return answer, status

    def _refused(self, status: int, detail: str) -> ServiceAnswerError:
        return ServiceAnswerError(self.url, status, detail)

    def _not_ours(self, status: int) -> ServiceAnswerError:
        return ServiceAnswerError(self.url, status, "this is no movie classifier", "check the address")


def keep_headers(request: "PreparedRequest") -> "PreparedRequest":
    """Return the request as it is: the authentication of a session that has its own header."""
    return request


def _batch(films: Iterable[Film]) -> Iterator[list[str]]:
    """Yield the films as JSON, in lists that one request can carry."""
    batch, size = list[str](), 0
    for film in films:
        text = json.dumps(film._asdict())
        if batch and (len(batch) == MAX_FILMS or size + len(text) > MAX_BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch
