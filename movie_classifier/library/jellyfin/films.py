"""The films of a library in Jellyfin or Emby."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from movie_classifier.errors import ApiKeyRefused, ServiceUnreachable
from movie_classifier.library.film import FilmLeftAlone
from movie_classifier.library.jellyfin.item import (
    FilmGone,
    description_of,
    errors_of_a_film,
    genres_of,
    lock_of,
    name_of,
    read_whole,
    same_genres,
    save_genres,
)  # fmt: skip
from movie_classifier.library.jellyfin.server import ChangesForbidden, Item, JellyfinServer
from movie_classifier.library.jellyfin.undo_file import Change, UndoFile


@dataclass(frozen=True)
class JellyfinFilm:
    """A film in Jellyfin or Emby.

    Attributes:
        server: the server.
        item: the film, as `JellyfinServer.films` returns it.
        undo: file that gets the old genres before they are replaced.
    """

    server: JellyfinServer
    item: Item
    undo: UndoFile

    @property
    def name(self) -> str:
        """Title and year."""
        return name_of(self.item)

    @property
    def title(self) -> str:
        """The title."""
        return str(self.item.get("Name") or "")

    @property
    def description(self) -> str | None:
        """The overview."""
        return description_of(self.item)

    @property
    def genres(self) -> Sequence[str]:
        """The genres that it had when it was read."""
        return genres_of(self.item)

    @property
    def lock(self) -> str | None:
        """What locks the genres."""
        return lock_of(self.item)

    def has_exactly(self, genres: Collection[str]) -> bool:
        """Return whether the server would not change if these genres were saved."""
        return same_genres(genres, self.genres)

    def read_poster(self) -> bytes | None:
        """Return the primary image.

        Raises:
            FilmLeftAlone: the server does not return it.
            ServiceError: the server cannot be reached.
        """
        if "Primary" not in (self.item.get("ImageTags") or ()):
            return None
        with errors_of_a_film():
            return self.server.primary_image(self.item["Id"])

    def set_genres(self, genres: Sequence[str]) -> None:
        """Save the film with other genres, after the undo file has the old ones.

        Raises:
            FilmLeftAlone: the film has changed or disappeared since it was read, or cannot be saved.
            ServiceError: the server cannot be reached, or refuses the key.
        """
        item = read_whole(self.server, self.item["Id"])
        if any(part(item) != part(self.item) for part in (genres_of, description_of, lock_of)):
            raise FilmLeftAlone("it has changed since it was read")
        self.undo.add(Change(self.server.id, item["Id"], self.name, tuple(self.genres), tuple(genres)))
        try:
            save_genres(self.server, item, genres)
        except (FilmGone, ApiKeyRefused, ChangesForbidden, ServiceUnreachable):
            self.undo.withdraw()  # after other errors, the server may have saved the film
            raise


def find_jellyfin_films(server: JellyfinServer, undo: UndoFile) -> Iterator[JellyfinFilm]:
    """Yield the films of a server, by name."""
    return (JellyfinFilm(server, item, undo) for item in server.films())
