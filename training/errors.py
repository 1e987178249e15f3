"""What can go wrong while a model is made; all are `MovieClassifierError`s, so one handler does for both commands."""

from pathlib import Path

from movie_classifier.errors import MovieClassifierError


class DownloadFailed(MovieClassifierError):
    """The data could not be fetched."""

    def __init__(self, handle: str, file: str, target: Path, reason: str) -> None:
        super().__init__(
            f"could not download {handle}: {reason}; fetch {file} by hand from "
            f"https://www.kaggle.com/datasets/{handle} and put it at {target}"
        )


class DataNotFound(MovieClassifierError):
    """A file that a step reads is not there."""

    def __init__(self, path: Path, remedy: str) -> None:
        super().__init__(f"no file {path}: {remedy}")


class DataUnreadable(MovieClassifierError):
    """A file is there, but it is not what the step expects."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be used: {reason}")


class ConfigInvalid(MovieClassifierError):
    """The training config lacks what the steps need, or spaCy refuses it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"the config {path} cannot be used: {reason}")


class BaseModelMissing(MovieClassifierError):
    """The vectors that the config names are not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the base vectors {name!r} are not installed: run `python -m spacy download {name}`, or name another "
            "pipeline under [paths] vectors in the config"
        )


class NotPackageable(MovieClassifierError):
    """The trained pipeline does not meet what a shipped model must be."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be packaged: {reason}")
