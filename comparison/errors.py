"""Errors of the comparison."""

from collections.abc import Iterable

from movie_classifier.errors import MovieClassifierError


class MethodUnavailable(MovieClassifierError):
    """Raised when a method lacks a model or films. The comparison continues without it, and reports it."""


class UnknownMethod(MovieClassifierError):
    """Raised when `--only` names an unknown method."""

    def __init__(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(f"unknown method: {', '.join(unknown)}; known methods: {', '.join(known)}")
