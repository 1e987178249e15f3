"""Finds out which genres the films of a library lack, and writes them into its `.nfo` files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from pathlib import Path

from movie_classifier.choice.decision import Decision
from movie_classifier.errors import MovieClassifierError
from movie_classifier.library.edit import set_genres
from movie_classifier.library.nfo import MAX_BYTES, Nfo, NotAFilm, parse_nfo
from movie_classifier.library.replace import read_file, replace_file
from movie_classifier.library.scan import find_nfo_files
from movie_classifier.prediction import Prediction
from movie_classifier.tables.rows import Classifier, classify_rows

BATCH_SIZE = 64
"""Number of files that are read before their films are classified."""

_NAMES_WITHOUT_TITLE = {"movie", "video_ts", "bdmv", "index"}
"""Names of files and folders, in lower case, that are the same for every film."""


class Outcome(Enum):
    """What happened to a `.nfo` file. The value is the text in the summary."""

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
class Rules:
    """Which genres a film gets, and what happens to its file.

    Attributes:
        replace: whether films that have genres get new ones too.
        low_confidence: whether films also get genres of low confidence.
        locked: whether films whose genres are locked get new ones too.
        decision: chooses the genres; by default they are those of the classifier.
        write: whether to change the files.
        backup: whether to keep each changed file under another name; see `replace_file`.
    """

    replace: bool = False
    low_confidence: bool = False
    locked: bool = False
    decision: Decision | None = None
    write: bool = False
    backup: bool = False


@dataclass(frozen=True)
class FileReport:
    """What happened to one `.nfo` file, or what would happen with `Rules.write`.

    Attributes:
        path: the file, or a folder that cannot be read.
        outcome: what happened.
        genres: the new genres with their probabilities, from high to low. A service that renames genres returns no
            probabilities for their new names.
        detail: the genres that are replaced, or why the file is left alone.
        doubt: why the confidence in the new genres is low; None if it is normal.
    """

    path: Path
    outcome: Outcome
    genres: dict[str, float | None] = field(default_factory=dict)
    detail: str = ""
    doubt: str | None = None


def update_library(folder: Path, classifier: Classifier, rules: Rules) -> Iterator[FileReport]:
    """Yield a report for each `.nfo` file in `folder` and in the folders below it.

    A file that cannot be read or written has the outcome `FAILED`, and the others are still processed.
    """
    unreadable: list[FileReport] = []

    def report_folder(error: OSError) -> None:
        unreadable.append(FileReport(Path(error.filename), Outcome.FAILED, detail=_reason(error)))

    paths = find_nfo_files(folder, report_folder)
    while batch := list(islice(paths, BATCH_SIZE)):
        yield from _update_batch(batch, classifier, rules)
        yield from unreadable
        unreadable.clear()
    yield from unreadable


def _update_batch(paths: list[Path], classifier: Classifier, rules: Rules) -> Iterator[FileReport]:
    checked = [_read_film(path, rules) for path in paths]
    films = [(path, nfo) for path, nfo in zip(paths, checked, strict=True) if isinstance(nfo, Nfo)]
    titles = [nfo.title or title_from_path(path) for path, nfo in films]
    descriptions = [nfo.description.text for _, nfo in films if nfo.description]
    answers = iter(classify_rows(classifier, titles, descriptions) if films else [])
    for path, nfo in zip(paths, checked, strict=True):
        yield _update_film(path, nfo, next(answers), rules) if isinstance(nfo, Nfo) else nfo


def _read_film(path: Path, rules: Rules) -> Nfo | FileReport:
    """Return the film in a file, or a report if it does not need new genres."""
    try:
        nfo = parse_nfo(read_file(path, MAX_BYTES))
    except NotAFilm as error:
        return FileReport(path, Outcome.NOT_A_FILM, detail=str(error))
    except (MovieClassifierError, OSError) as error:
        return FileReport(path, Outcome.FAILED, detail=_reason(error))
    return _leave_alone(path, nfo, rules) or nfo


def _leave_alone(path: Path, nfo: Nfo, rules: Rules) -> FileReport | None:
    """Return a report if the film is left alone whatever its genres would be, or None."""
    if nfo.has_genre_list:
        return FileReport(path, Outcome.HAS_GENRES, detail="its genres are in <genres>, as MediaPortal writes them")
    if nfo.genres and not rules.replace:
        return FileReport(path, Outcome.HAS_GENRES, detail=f"it has genres: {', '.join(nfo.genres)}")
    if nfo.description is None:
        return FileReport(path, Outcome.NO_DESCRIPTION, detail="it has no plot and no outline")
    if nfo.lock and not rules.locked:
        return FileReport(path, Outcome.LOCKED, detail=f"its genres are locked: {nfo.lock}")
    return None


def _update_film(path: Path, nfo: Nfo, answer: Prediction | str, rules: Rules) -> FileReport:
    if isinstance(answer, str):
        return FileReport(path, Outcome.FAILED, detail=answer)
    probabilities = answer.scores
    if rules.decision:
        answer, probabilities = rules.decision.apply(answer), rules.decision.choose(answer.scores)
    genres = {genre: probabilities.get(genre) for genre in answer.genres}
    if not genres:
        return FileReport(path, Outcome.UNCLEAR, detail=answer.confidence_reason or "")
    if set(genres) == set(nfo.genres):
        return FileReport(path, Outcome.HAS_GENRES, detail=f"it has these genres: {', '.join(nfo.genres)}")
    doubt = answer.confidence_reason
    if doubt and not rules.low_confidence:
        return FileReport(
            path, Outcome.LOW_CONFIDENCE, genres, f"low confidence in {', '.join(genres)}: {doubt}", doubt
        )
    if rules.write:
        try:
            replace_file(path, nfo.data, set_genres(nfo, list(genres)), backup=rules.backup)
        except (MovieClassifierError, OSError) as error:
            return FileReport(path, Outcome.FAILED, detail=_reason(error))
    return FileReport(path, Outcome.NEW_GENRES, genres, ", ".join(nfo.genres), doubt)


def title_from_path(path: Path) -> str:
    """Return a title for a film without one: the name of its file, or of its folder if the file is a `movie.nfo`."""
    names = (path.stem, *(folder.name for folder in path.absolute().parents))
    return next((name for name in names if name and name.lower() not in _NAMES_WITHOUT_TITLE), path.stem)


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
