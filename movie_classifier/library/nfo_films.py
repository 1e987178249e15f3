"""The films of a library that keeps their genres in `.nfo` files."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from movie_classifier.errors import MovieClassifierError
from movie_classifier.library.edit import set_genres
from movie_classifier.library.film import FilmLeftAlone, FilmReport, Outcome
from movie_classifier.library.nfo import MAX_BYTES, Nfo, NotAFilm, parse_nfo
from movie_classifier.library.replace import FileLeftAlone, read_file, replace_file
from movie_classifier.library.scan import find_nfo_files, find_poster

MAX_POSTER_BYTES = 20 * 2**20
"""Size of the largest poster that is read, in bytes."""

_NAMES_WITHOUT_TITLE = {"movie", "tvshow", "video_ts", "bdmv", "index"}
"""Names of files and folders, in lower case, that are the same for every film."""


@dataclass(frozen=True)
class NfoFilm:
    """A film with a `.nfo` file.

    Attributes:
        path: the file.
        nfo: its content.
        backup: whether to keep the file under another name when it is changed; see `replace_file`.
    """

    path: Path
    nfo: Nfo
    backup: bool = False

    @property
    def name(self) -> str:
        """The path of the file."""
        return str(self.path)

    @property
    def title(self) -> str:
        """The title, or the name of the file or folder."""
        return self.nfo.title or title_from_path(self.path)

    @property
    def description(self) -> str | None:
        """The plot, or else the outline."""
        return self.nfo.description.text if self.nfo.description else None

    @cached_property
    def genres(self) -> Sequence[str]:
        """The genres in the file."""
        return self.nfo.genres

    @property
    def lock(self) -> str | None:
        """The element that locks the genres."""
        return self.nfo.lock

    def has_exactly(self, genres: Collection[str]) -> bool:
        """Return whether these are the genres in the file."""
        return set(genres) == set(self.genres)

    def read_poster(self) -> bytes | None:
        """Return the poster beside the file; see `find_poster`.

        Raises:
            FilmLeftAlone, OSError: the poster cannot be read.
        """
        poster = find_poster(self.path, shared=self.path.stem.lower() not in _NAMES_WITHOUT_TITLE)
        try:
            return None if poster is None else read_file(poster, MAX_POSTER_BYTES)
        except FileLeftAlone as error:
            raise FilmLeftAlone(str(error)) from error

    def set_genres(self, genres: Sequence[str]) -> None:
        """Replace the genres in the file; see `replace_file`.

        Raises:
            FilmLeftAlone: the file cannot be replaced without losing something.
        """
        try:
            replace_file(self.path, self.nfo.data, set_genres(self.nfo, genres), backup=self.backup)
        except (MovieClassifierError, OSError) as error:
            raise FilmLeftAlone(_reason(error)) from error


def find_nfo_films(folder: Path, *, series: bool = False, backup: bool = False) -> Iterator[NfoFilm | FilmReport]:
    """Yield the film of each `.nfo` file in `folder` and below it, or a report if the file has no film.

    Args:
        folder: where to start.
        series: whether series are films too.
        backup: whether to keep each changed file under another name.
    """
    unreadable: list[FilmReport] = []

    def report_folder(error: OSError) -> None:
        unreadable.append(FilmReport(str(error.filename), Outcome.FAILED, detail=_reason(error)))

    for path in find_nfo_files(folder, report_folder):
        yield from unreadable
        unreadable.clear()
        yield _read_film(path, series, backup)
    yield from unreadable


def _read_film(path: Path, series: bool, backup: bool) -> NfoFilm | FilmReport:
    try:
        nfo = parse_nfo(read_file(path, MAX_BYTES), series=series)
    except NotAFilm as error:
        return FilmReport(str(path), Outcome.NOT_A_FILM, detail=str(error))
    except (MovieClassifierError, OSError) as error:
        return FilmReport(str(path), Outcome.FAILED, detail=_reason(error))
    if nfo.has_genre_list:
        detail = "its genres are in <genres>, as MediaPortal writes them"
        return FilmReport(str(path), Outcome.HAS_GENRES, detail=detail)
    return NfoFilm(path, nfo, backup)


def title_from_path(path: Path) -> str:
    """Return a title for a film without one: the name of its file, or of its folder if the file is a `movie.nfo`."""
    names = (path.stem, *(folder.name for folder in path.absolute().parents))
    return next((name for name in names if name and name.lower() not in _NAMES_WITHOUT_TITLE), path.stem)


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
