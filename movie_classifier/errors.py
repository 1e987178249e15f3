"""Everything a user can do wrong, or find wrong, as one family: catch `MovieClassifierError`.

Each class words its own message: what was wrong, then what to do. The API turns them into bodies in `api/errors.py`,
the commands into one line on stderr in `cli.py`.
"""

from collections.abc import Iterable
from pathlib import Path

START_HINT = "start the service with `movie_classifier serve` or `docker compose up`"


def first_line(error: Exception) -> str:
    """The first line of what `error` says, or its name where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


class MovieClassifierError(Exception):
    """Base of all errors of this package."""


class ServiceError(MovieClassifierError):
    """A request to the service did not bring an answer that can be used."""

    def __init__(self, url: str, problem: str, remedy: str = START_HINT) -> None:
        super().__init__(f"{url} {problem}; {remedy}")
        self.url = url


class ServiceUnreachable(ServiceError):
    """Nobody answers at the URL."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "cannot be reached")


class ServiceTimeout(ServiceError):
    """The service took longer than the caller was ready to wait."""

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(url, f"gave no answer within {seconds:g} s")


class ApiKeyRefused(ServiceError):
    """The service wants an API key, and was given none or another."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "asks for an API key", "set MOVIE_CLASSIFIER_API_KEY to one that it knows")


class ServiceAnswerError(ServiceError):
    """The service answered with an error status, or with something that is not its JSON.

    Attributes:
        status: the HTTP status.
    """

    def __init__(self, url: str, status: int, detail: str) -> None:
        super().__init__(url, f"answered {status}: {detail}")
        self.status = status


class ServiceBusy(MovieClassifierError):
    """The service has more to do than it can; it refuses rather than let everybody wait.

    Attributes:
        retry_after: seconds after which to try again.
    """

    retry_after = 1

    def __init__(self, reason: str) -> None:
        super().__init__(f"the service is busy: {reason}; try again in {self.retry_after} s")


class ModelError(MovieClassifierError):
    """The model folder cannot be used."""


class ModelNotFound(ModelError):
    """There is no spaCy pipeline at the path."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"no model in {path}: name a spaCy pipeline folder with MOVIE_CLASSIFIER_MODEL or --model")


class ModelBroken(ModelError):
    """There is a folder, but it does not load as a genre classifier."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"the model in {path} cannot be used: {reason}; train or install it again")


class InvalidSetting(MovieClassifierError):
    """A `MOVIE_CLASSIFIER_*` variable has a value that cannot be used."""

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(f"{variable} cannot be used: {reason}")


class AddressUnusable(MovieClassifierError):
    """The service cannot listen where it was told to."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"cannot listen on {host} port {port}: {reason}; name others with --host and --port")


class UnknownGenre(MovieClassifierError):
    """A genre was asked for that the model does not have."""

    def __init__(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(f"unknown genre: {', '.join(unknown)}; the model knows: {', '.join(known)}")


class MissingExtra(MovieClassifierError):
    """A package is missing that an extra of this distribution brings."""

    def __init__(self, extra: str, package: str | None) -> None:
        super().__init__(
            f"this needs {package or 'more packages'}: pip install 'movie-classifier[{extra}]', "
            f"or in a checkout pip install '.[{extra}]'"
        )
