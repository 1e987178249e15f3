"""Gives films their old genres back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from movie_classifier.errors import MovieClassifierError
from movie_classifier.library.film import FilmLeftAlone
from movie_classifier.library.jellyfin.item import genres_of, lock_of, read_whole, same_genres, save_genres
from movie_classifier.library.jellyfin.server import JellyfinServer
from movie_classifier.library.jellyfin.undo_file import Change


class OtherServer(MovieClassifierError):
    """Raised when an undo file has the films of another server."""

    def __init__(self, path: Path, url: str) -> None:
        super().__init__(f"{path} has films of another server than {url}; name the server with --jellyfin")


class Restored(Enum):
    """What happened to a film. The value is the text in the summary."""

    RESTORED = "restored"
    AS_BEFORE = "already as before"
    CHANGED = "changed since"
    LOCKED = "locked"
    FAILED = "failed"


@dataclass(frozen=True)
class RestoreReport:
    """What happened to a film.

    Attributes:
        name: title and year.
        outcome: what happened.
        detail: the genres that it has now, or why it is left alone.
    """

    name: str
    outcome: Restored
    detail: str


def restore_genres(
    server: JellyfinServer, path: Path, changes: Sequence[Change], *, locked: bool = False
) -> Iterator[RestoreReport]:
    """Give films their old genres back, the last change first. Only films that still have the new ones are changed.

    Args:
        server: the server that has the films.
        path: the undo file, for messages.
        changes: what it has.
        locked: whether films whose genres are locked now get the old ones too.

    Raises:
        OtherServer: the changes were made on another server.
    """
    if any(change.server != server.id for change in changes):
        raise OtherServer(path, server.url)
    for change in reversed(changes):
        try:
            outcome, detail = _restore(server, change, locked)
        except FilmLeftAlone as error:
            outcome, detail = Restored.FAILED, str(error)
        yield RestoreReport(change.title, outcome, detail)


def _restore(server: JellyfinServer, change: Change, locked: bool) -> tuple[Restored, str]:
    item = read_whole(server, change.id)
    genres = genres_of(item)
    if same_genres(genres, change.old_genres):
        return Restored.AS_BEFORE, f"it has its old genres: {_listed(genres)}"
    if not same_genres(genres, change.new_genres):
        return Restored.CHANGED, f"it got other genres since: {_listed(genres)}"
    if (lock := lock_of(item)) and not locked:
        return Restored.LOCKED, f"its genres are locked: {lock}"
    save_genres(server, item, change.old_genres)
    return Restored.RESTORED, _listed(change.old_genres)


def _listed(genres: Sequence[str]) -> str:
    return ", ".join(genres) or "none"
