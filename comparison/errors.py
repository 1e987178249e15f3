"""What can keep a comparison, or one row of it, from being made."""

from collections.abc import Iterable

from movie_classifier.errors import MovieClassifierError


class MethodUnavailable(MovieClassifierError):
    """A method lacks a model or films; the comparison goes on without it and says so."""


class UnknownMethod(MovieClassifierError):
    """A row was asked for that the comparison does not have."""

    def __init__(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(f"unknown method: {', '.join(unknown)}; the comparison knows: {', '.join(known)}")
