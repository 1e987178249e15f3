"""Errors of the training steps. All are `MovieClassifierError`s, so that all commands handle them alike."""

from pathlib import Path

from movie_classifier.errors import MovieClassifierError


class DownloadFailed(MovieClassifierError):
    """Raised when a download fails."""

    def __init__(self, handle: str, file: str, target: Path, reason: str) -> None:
        super().__init__(
            f"could not download {handle}: {reason}; download {file} by hand from "
            f"https://www.kaggle.com/datasets/{handle} and put it at {target}"
        )


class DataNotFound(MovieClassifierError):
    """Raised when an input file of a step is missing."""

    def __init__(self, path: Path, remedy: str) -> None:
        super().__init__(f"no file {path}: {remedy}")


class DataUnreadable(MovieClassifierError):
    """Raised when an input file has unexpected content."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be used: {reason}")


class ConfigInvalid(MovieClassifierError):
    """Raised when a training config is incomplete, or when spaCy refuses it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"the config {path} cannot be used: {reason}")


class BaseModelMissing(MovieClassifierError):
    """Raised when the pipeline with the word vectors is not installed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the base vectors {name!r} are not installed: run `python -m spacy download {name}`, or name another "
            "pipeline under [paths] vectors in the config"
        )


class StartUnusable(MovieClassifierError):
    """Raised when training cannot continue from a pipeline."""

    def __init__(self, pipeline: str, reason: str) -> None:
        super().__init__(
            f"training cannot continue from {pipeline}: {reason}; set [paths] weights = null in the config"
        )


class NotPackageable(MovieClassifierError):
    """Raised when a trained pipeline cannot be shipped."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be packaged: {reason}")


class TrainingInterrupted(MovieClassifierError):
    """Raised when Ctrl-C ends the training. The message names the best pipeline so far."""

    def __init__(self, config: Path, best: Path | None) -> None:
        again = f"`python -m training train --config {config}` starts again"
        if best is None:
            super().__init__(f"training was interrupted before its first evaluation, and saved nothing; {again}")
        else:
            evaluate = f"`python -m training evaluate --config {config}` goes on with it"
            super().__init__(f"training was interrupted; the best pipeline so far is in {best}; {evaluate}, {again}")


class NotReplaceable(MovieClassifierError):
    """Raised when `package` must not replace the contents of a folder."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} is not replaced: {reason}")
