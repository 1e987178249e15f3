"""Errors of the lab."""

from collections.abc import Iterable

from movie_classifier.errors import MissingExtra, MovieClassifierError


class MethodUnavailable(MovieClassifierError):
    """Raised when a method lacks a model or films. The comparison continues without it, and reports it."""


class UnknownMethod(MovieClassifierError):
    """Raised when `--only` names an unknown method."""

    def __init__(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(f"unknown method: {', '.join(unknown)}; known methods: {', '.join(known)}")


class MissingGroup(MissingExtra):
    """Raised when a package of a dependency group of `pyproject.toml` is not installed."""

    def __init__(self, group: str, package: str | None) -> None:
        MovieClassifierError.__init__(
            self, f"this needs {(package or 'more packages').split('.')[0]}: pip install --group {group}"
        )
