"""Client of the HTTP service.

requests is imported by the first client: it takes longer to import than everything that `--help` needs.
"""

from collections.abc import Sequence
from typing import Any

from movie_classifier.errors import ApiKeyRefused, ServiceAnswerError, ServiceTimeout, ServiceUnreachable
from movie_classifier.explanation import Explanation, Part
from movie_classifier.film import Film
from movie_classifier.model_info import ModelInfo
from movie_classifier.prediction import Prediction, Scores
from movie_classifier.version import __version__

DEFAULT_URL = "http://localhost:8000"
DEFAULT_TIMEOUT = 10.0


class GenreClient:
    """Sends films to a running service. It has the methods of `GenreClassifier`, so that one can replace the other.

    Args:
        url: address of the service, without a route.
        timeout: seconds to wait for the connection, and for each response.
        api_key: API key, if the service needs one.
        retries: how often to repeat a request after a broken connection, or after an answer with status 429, 502, 503
            or 504. The pause is what `Retry-After` says, or else doubles from half a second to a minute.

    Every method raises a `ServiceError` if the service cannot be reached, is too slow, or answers with an error.
    """

    def __init__(
        self,
        url: str = DEFAULT_URL,
        timeout: float = DEFAULT_TIMEOUT,
        api_key: str | None = None,
        retries: int = 0,
    ) -> None:
        import requests

        self.url = url.rstrip("/")
        self.timeout = timeout
        self._session = requests.Session()
        self._session.headers["User-Agent"] = f"movie-classifier/{__version__}"
        if api_key:
            self._session.headers["Authorization"] = f"Bearer {api_key}".encode()
        if retries:
            self._mount_retries(retries)

    @property
    def info(self) -> ModelInfo:
        """Description of the model that the service uses now, with one `GET /model`."""
        answer, status = self._request("GET", "/model")
        try:
            return ModelInfo(**answer | {"labels": tuple(answer["labels"])})
        except (KeyError, TypeError) as error:
            raise self._not_ours(status) from error

    def predict_proba(self, films: Sequence[Film]) -> list[Scores]:
        """Return the probabilities of all genres for each film, with one `POST /genre` for each."""
        return [self._scores(film) for film in films]

    def predict(self, films: Sequence[Film]) -> list[Prediction]:
        """Return the predictions for up to 256 films in the same order, with one `POST /genres`."""
        answer, status = self._request("POST", "/genres", {"movies": [film._asdict() for film in films]})
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
        answer, status = self._request("POST", "/explain", {**film._asdict(), "genre": genre})
        try:
            parts = [Part(p["field"], p["start"], p["end"], p["text"], p["contribution"]) for p in answer["parts"]]
            return Explanation(answer["genre"], answer["probability"], answer["unit"], parts)
        except (KeyError, TypeError) as error:
            raise self._not_ours(status) from error

    def _mount_retries(self, retries: int) -> None:
        from requests.adapters import HTTPAdapter
        from urllib3 import Retry

        retry = Retry(
            retries, backoff_factor=0.5, backoff_max=60, status_forcelist=(429, 502, 503, 504), raise_on_status=False,
            allowed_methods=("GET", "POST"),  # no POST of the client changes anything, so it can be repeated
        )  # fmt: skip
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(max_retries=retry))

    def _scores(self, film: Film) -> Scores:
        answer, status = self._request("POST", "/genre", film._asdict())
        if not answer or not isinstance(answer, dict) or not all(isinstance(p, float | int) for p in answer.values()):
            raise self._not_ours(status)
        return answer

    def _request(self, method: str, route: str, body: dict[str, Any] | None = None) -> tuple[Any, int]:
        import requests
        from urllib3.exceptions import ReadTimeoutError

        try:
            response = self._session.request(method, self.url + route, json=body, timeout=self.timeout)
        except requests.Timeout as error:
            raise ServiceTimeout(self.url, self.timeout) from error
        except (requests.RequestException, ValueError) as error:  # urllib3 raises ValueError for invalid host names
            if error.args and isinstance(getattr(error.args[0], "reason", None), ReadTimeoutError):  # after retries
                raise ServiceTimeout(self.url, self.timeout) from error
            raise ServiceUnreachable(self.url) from error
        if response.status_code == requests.codes.unauthorized:
            raise ApiKeyRefused(self.url)
        try:
            answer = response.json()
        except requests.JSONDecodeError as error:
            raise self._not_ours(response.status_code) from error
        if not response.ok:
            detail = answer.get("detail") if isinstance(answer, dict) else None
            raise ServiceAnswerError(self.url, response.status_code, str(detail or response.reason))
        return answer, response.status_code

    def _not_ours(self, status: int) -> ServiceAnswerError:
        return ServiceAnswerError(self.url, status, "not a response of the movie classifier")
