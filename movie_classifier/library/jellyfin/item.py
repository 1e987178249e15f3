"""Reads title, plot, genres and locks of a film in Jellyfin or Emby, and saves the film with other genres."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from movie_classifier.errors import ServiceAnswerError
from movie_classifier.film import clean, is_blank, is_placeholder
from movie_classifier.library.film import FilmLeftAlone
from movie_classifier.library.jellyfin.server import Item, JellyfinServer

WHOLE = ("Name", "ProviderIds", "People", "Studios", "LockedFields")
"""What every whole film has. Both servers forget what is missing when a film is saved."""

NOT_FOUND = 404
STOP = frozenset({403, 502, 503, 504})
"""Error status that the next film would get too."""


class FilmGone(FilmLeftAlone):
    """Raised when a film has disappeared since it was read."""


def name_of(item: Item) -> str:
    """Return title and year."""
    year = item.get("ProductionYear")
    return clean(str(item.get("Name") or item["Id"])) + (f" ({year})" if year else "")


def genres_of(item: Item) -> list[str]:
    """Return the names of the genres. Emby may have them only in `GenreItems`."""
    names: list[str] = item.get("Genres") or [genre["Name"] for genre in item.get("GenreItems") or ()]
    return names


def same_genres(some: Collection[str], others: Collection[str]) -> bool:
    """Return whether these are the same genres to a server: of names that differ in letter case, it keeps its own."""
    return {genre.casefold() for genre in some} == {genre.casefold() for genre in others}


def description_of(item: Item) -> str | None:
    """Return the overview; None if there is none."""
    text = str(item.get("Overview") or "")
    return None if is_blank(text) or is_placeholder(text) else text


def lock_of(item: Item) -> str | None:
    """Return what locks the genres; None if they are not locked."""
    if item.get("LockData"):
        return "LockData"
    return "Genres in LockedFields" if "Genres" in (item.get("LockedFields") or ()) else None


def read_whole(server: JellyfinServer, item_id: str) -> Item:
    """Return a film with everything that the server knows of it.

    Raises:
        FilmGone: the film has disappeared.
        FilmLeftAlone: the server does not return all of it.
        ServiceError: the server cannot be reached, or refuses the key.
    """
    with errors_of_a_film():
        item = server.whole_film(item_id)
    wanted = (*WHOLE, "Tags") if server.is_jellyfin else WHOLE  # Emby has TagItems instead
    if missing := [part for part in wanted if item.get(part) is None]:
        raise FilmLeftAlone(f"the server does not return all of it, and would forget: {', '.join(missing)}")
    return item


def save_genres(server: JellyfinServer, item: Item, genres: Sequence[str]) -> None:
    """Save a whole film with other genres, for servers that read `Genres` and those that read `GenreItems`.

    Raises:
        FilmGone: the film has disappeared.
        FilmLeftAlone: the server cannot save it.
        ServiceError: the server cannot be reached, or refuses the key.
    """
    with errors_of_a_film():
        server.save(item | {"Genres": list(genres), "GenreItems": [{"Name": genre} for genre in genres]})


@contextmanager
def errors_of_a_film() -> Iterator[None]:
    """Turn error statuses that concern one film into `FilmLeftAlone`."""
    try:
        yield
    except ServiceAnswerError as error:
        if error.status < 400 or error.status in STOP:  # noqa: PLR2004
            raise
        if error.status == NOT_FOUND:
            raise FilmGone("it is no longer in the library") from error
        raise FilmLeftAlone(str(error)) from error
