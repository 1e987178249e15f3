"""Exceptions that a user can cause. All derive from `MovieClassifierError`.

Each message says what was wrong, and what to do. `api/errors.py` turns exceptions into response bodies,
`cli/one_line_errors.py` into one line on stderr.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

START_HINT = "start the service with `movie_classifier serve` or `docker compose up`"


def first_line(error: Exception) -> str:
    """Return the first line of the message of `error`, or the name of its class if it has no message."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


class MovieClassifierError(Exception):
    """Base class of all exceptions of this package. They can be pickled, to be raised in another process."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__)


def _restore(kind: type[MovieClassifierError], args: tuple[object, ...], attributes: dict[str, object]) -> Exception:
    """Return an exception with this message, without calling its constructor, which has other arguments."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(attributes)
    return error


class ServiceError(MovieClassifierError):
    """Base class of failed requests to the service."""

    def __init__(self, url: str, problem: str, remedy: str | None = None) -> None:
        super().__init__(f"{url} {problem}" + (f"; {remedy}" if remedy else ""))
        self.url = url


class ServiceUnreachable(ServiceError):
    """Raised when no connection to the service can be made."""

    def __init__(self, url: str, reason: str | None = None, remedy: str = START_HINT) -> None:
        super().__init__(url, "cannot be reached" + (f": {reason}" if reason else ""), remedy)


class ServiceTimeout(ServiceError):
    """Raised when the service does not answer within the timeout."""

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(url, f"gave no answer within {seconds:g} s", "wait longer with --timeout, or try again later")


class InvalidUrl(MovieClassifierError):
    """Raised when the address of a service is not an HTTP URL."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{url!r} is not the address of a service, such as http://localhost:8000")


class ApiKeyRefused(ServiceError):
    """Raised when the service needs an API key, and got none, or one that it does not know."""

    def __init__(self, url: str, *, got_one: bool, variable: str = "MOVIE_CLASSIFIER_API_KEY") -> None:
        problem = "does not know the API key" if got_one else "asks for an API key"
        super().__init__(url, problem, f"set {variable} to one that it knows")


class ServiceAnswerError(ServiceError):
    """Raised when the service answers with an error status, or with an unexpected body.

    Attributes:
        status: the HTTP status.
    """

    REMEDIES: ClassVar = {
        404: "check the address: the movie classifier has no such route",
        429: "try again later",
        500: "the service's log says why",
        502: "the proxy is there, the service is not: start it, or try again later",
        504: "the proxy is there, the service does not answer: try again later",
    }

    def __init__(self, url: str, status: int, detail: str, remedy: str | None = None) -> None:
        super().__init__(url, f"answered {status}: {detail}", remedy or self.REMEDIES.get(status))
        self.status = status


class ServiceBusy(MovieClassifierError):
    """Raised when the queue of the service is full, or when a request has waited too long.

    Attributes:
        retry_after: seconds until the next attempt.
    """

    retry_after = 1

    def __init__(self, reason: str) -> None:
        super().__init__(f"the service is busy: {reason}; try again in {self.retry_after} s")


class ModelError(MovieClassifierError):
    """Base class of errors of a model folder."""


class ModelNotFound(ModelError):
    """Raised when a folder has no spaCy pipeline, and no installed package has its name."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"no model in {path}: name fast, accurate, multilingual, the folder of a spaCy pipeline, or an installed "
            "one such as en_movie_genres, with MOVIE_CLASSIFIER_MODEL or --model"
        )


class ModelBroken(ModelError):
    """Raised when a pipeline cannot be loaded as a genre classifier."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"the model in {path} cannot be used: {reason}; train or install it again")


class ModelUnsuited(ModelError):
    """Raised when a model does not have the genres that the settings of the service name."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the model cannot be used with this choice of genres: {reason}")


class ReloadUnsupported(ModelError):
    """Raised when a model cannot be reloaded in all workers."""

    def __init__(self) -> None:
        super().__init__(
            "the model was not reloaded: this system has no SIGHUP, which tells the other workers; restart the "
            "service, or run it with one worker"
        )


class PosterModelNotFound(ModelError):
    """Raised when a folder has no poster model."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"no poster model in {path}: name a folder that `python -m training poster-model` made, with "
            "MOVIE_CLASSIFIER_POSTER_MODEL"
        )


class PosterModelUnsuited(ModelError):
    """Raised when a poster model was not made for the text model."""

    def __init__(self, made_for: str) -> None:
        super().__init__(
            f"the poster model was made for {made_for}; make one for your model with `python -m training poster-model`"
        )


class PosterError(MovieClassifierError):
    """Base class of errors of a poster that came with a film."""


class PostersOff(PosterError):
    """Raised when a film has a poster, and the service reads none."""

    PROBLEM = "posters are not read here"

    def __init__(self, reason: str) -> None:
        super().__init__(f"{self.PROBLEM}: {reason}")
        self.reason = reason


class PosterUnusable(PosterError):
    """Raised when a poster cannot be decoded, or asks for too much memory or time."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"the poster cannot be used: {reason}; a poster is a JPEG, PNG or WebP file of at most 512 KiB and 4 "
            "megapixels"
        )


class InvalidSetting(MovieClassifierError):
    """Raised when an environment variable, such as `MOVIE_CLASSIFIER_MODEL`, has an invalid value."""

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(f"{variable} cannot be used: {reason}")


class AddressUnusable(MovieClassifierError):
    """Raised when the service cannot listen on its address."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"cannot listen on {host} port {port}: {reason}; name others with --host and --port")


class UnknownGenre(MovieClassifierError):
    """Raised when a request selects a genre that the model does not have."""

    def __init__(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(f"unknown genre: {', '.join(unknown)}; the model knows: {', '.join(known)}")


class InvalidChoice(MovieClassifierError):
    """Raised when a choice of genres, or the file that has it, cannot be used."""

    def __init__(self, problem: str, source: Path | None = None) -> None:
        super().__init__(f"{source}: {problem}" if source else problem)


class MissingExtra(MovieClassifierError):
    """Raised when a package of an extra is not installed."""

    def __init__(self, extra: str, package: str | None) -> None:
        super().__init__(
            f"this needs {(package or 'more packages').split('.')[0]}: pip install 'movie-classifier[{extra}]', "
            f"or in a checkout pip install -e '.[{extra}]'"
        )
