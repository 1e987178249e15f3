"""Errors of the training steps. All are `MovieClassifierError`s, so that all commands handle them alike."""

from collections.abc import Iterable
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
        problem = f"{path} is a folder, not a file" if path.is_dir() else f"no file {path}"
        super().__init__(f"{problem}: {remedy}")


class DataUnreadable(MovieClassifierError):
    """Raised when an input file has unexpected content."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be used: {reason}")


class ConfigInvalid(MovieClassifierError):
    """Raised when a training config is incomplete, or when spaCy refuses it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"the config {path} cannot be used: {reason}")


class ProcessEnded(MovieClassifierError):
    """Raised when a second process ends without a result."""

    def __init__(self, log: Path) -> None:
        super().__init__(f"a process ended early, perhaps because the memory was full; {log} has what it printed")


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
    """Raised when Ctrl-C ends the training. The message names the best pipeline so far.

    Attributes:
        best: its folder; None if there is none.
    """

    def __init__(self, config: Path, best: Path | None) -> None:
        self.best = best
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


class LabelsDiffer(MovieClassifierError):
    """Raised when one poster model is asked for with text pipelines that have other genres."""

    def __init__(self, path: Path, first: Path) -> None:
        super().__init__(f"{path} has other genres than {first}: make a poster model for each")


class TmdbError(MovieClassifierError):
    """Base class of errors that end a collection from TMDB. What was collected stays, and is not asked for again."""


class TmdbKeyMissing(TmdbError):
    """Raised when the environment has no key for TMDB's API."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"{reason}; set TMDB_API_KEY to your API key, or TMDB_TOKEN to your API read access token, from "
            "https://www.themoviedb.org/settings/api"
        )


class TmdbKeyRefused(TmdbError):
    """Raised when TMDB does not accept the key."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"TMDB refuses the key: {reason.rstrip('.')}; check TMDB_API_KEY or TMDB_TOKEN")


class TmdbUnreachable(TmdbError):
    """Raised when TMDB gives no usable answer."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{url} gives no usable answer: {reason}; run the same command again to go on")


class TmdbPaused(TmdbError):
    """Raised when TMDB asks for a longer pause than the collection waits for."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"TMDB allows the next request in {seconds:,.0f} s; run the same command then, to go on")


class PosterWidthUnknown(TmdbError):
    """Raised when TMDB has no posters of the width."""

    def __init__(self, width: str, known: Iterable[str]) -> None:
        super().__init__(f"TMDB has no posters of width {width}; it has {', '.join(known)}")


class JournalUnusable(TmdbError):
    """Raised when the journal of a collection cannot be read or written, or belongs to another collection."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"the journal {path} cannot be used: {reason}")


class CollectionStopped(TmdbError):
    """Raised when Ctrl-C or the file system ends a collection."""

    def __init__(self, reason: str, journal: Path, films: int) -> None:
        super().__init__(f"{reason}; {films:,} films are kept in {journal}; run the same command again to go on")
