"""What is known of a film in a library, wherever its genres are kept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from movie_classifier.errors import MovieClassifierError


class FilmLeftAlone(MovieClassifierError):
    """Raised when the genres of a film cannot be changed. The film is as it was, and the next one can be changed."""


class LibraryFilm(Protocol):
    """A film in a media library, whose genres can be read and replaced."""

    @property
    def name(self) -> str:
        """What reports call the film."""

    @property
    def title(self) -> str:
        """The title, or a substitute if it has none."""

    @property
    def description(self) -> str | None:
        """What the film is about; None if the library does not know."""

    @property
    def genres(self) -> Sequence[str]:
        """The genres that it has."""

    @property
    def lock(self) -> str | None:
        """What says that its genres must not change; None if they may."""

    def has_exactly(self, genres: Collection[str]) -> bool:
        """Return whether these are its genres, in any order. Then it need not be changed."""

    def read_poster(self) -> bytes | None:
        """Return the image file of its poster; None if it has none.

        Raises:
            FilmLeftAlone, OSError: the poster cannot be read.
        """

    def set_genres(self, genres: Sequence[str]) -> None:
        """Replace the genres.

        Raises:
            FilmLeftAlone: it has changed since it was read, is read-only, or has disappeared, for example.
        """


class Outcome(Enum):
    """What happened to a film, or to a file of a library. The value is the text in the summary."""

    NEW_GENRES = "changed"
    HAS_GENRES = "with genres"
    UNCLEAR = "with no genre probable enough"
    LOW_CONFIDENCE = "of low confidence"
    LOCKED = "locked"
    NO_DESCRIPTION = "without a plot"
    NOT_A_FILM = "not films"
    FAILED = "failed"


PREVENTED = frozenset({Outcome.LOW_CONFIDENCE, Outcome.LOCKED, Outcome.FAILED})
"""Outcomes of films that get no genres for a reason that the user should see."""


@dataclass(frozen=True)
class FilmReport:
    """What happened to a film, or what would happen with `Rules.write`.

    Attributes:
        name: the film, its file, or a folder that cannot be read.
        outcome: what happened.
        genres: the new genres with their probabilities, from high to low. A service that renames genres returns no
            probabilities for their new names.
        detail: the genres that are replaced, or why the film is left alone.
        doubt: why the confidence in the new genres is low; None if it is normal.
        poster: whether the poster was read, or why not; empty if there is none.
    """

    name: str
    outcome: Outcome
    genres: dict[str, float | None] = field(default_factory=dict)
    detail: str = ""
    doubt: str | None = None
    poster: str = ""
