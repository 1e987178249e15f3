"""Finds out which genres the films of a library lack, and adds them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from movie_classifier.choice.decision import Decision
from movie_classifier.library.film import FilmLeftAlone, FilmReport, LibraryFilm, Outcome
from movie_classifier.library.posters import PosterReader
from movie_classifier.prediction import Prediction
from movie_classifier.tables.rows import Classifier, classify_rows

BATCH_SIZE = 64
"""Number of films that are read before they are classified."""


@dataclass(frozen=True)
class Rules:
    """Which genres a film gets, and whether they are written.

    Attributes:
        replace: whether films that have genres get new ones too.
        low_confidence: whether films also get genres of low confidence.
        locked: whether films whose genres are locked get new ones too.
        decision: chooses the genres; by default they are those of the classifier.
        write: whether to change the library.
    """

    replace: bool = False
    low_confidence: bool = False
    locked: bool = False
    decision: Decision | None = None
    write: bool = False


def update_films(
    films: Iterable[LibraryFilm | FilmReport], classifier: Classifier, rules: Rules, posters: PosterReader | None = None
) -> Iterator[FilmReport]:
    """Yield a report for each film of a library.

    Args:
        films: the films, read one batch after the other; reports among them are passed on.
        classifier: classifies the films.
        rules: which genres a film gets.
        posters: reads the posters of the films; None if only texts count.
    """
    remaining = iter(films)
    while batch := list(islice(remaining, BATCH_SIZE)):
        checked = [film if isinstance(film, FilmReport) else _leave_alone(film, rules) or film for film in batch]
        lacking = [film for film in checked if not isinstance(film, FilmReport)]
        titles, descriptions = [film.title for film in lacking], [film.description for film in lacking]
        answers = iter(classify_rows(classifier, titles, descriptions) if lacking else [])
        for film in checked:
            yield film if isinstance(film, FilmReport) else _update_film(film, next(answers), rules, posters)


def _leave_alone(film: LibraryFilm, rules: Rules) -> FilmReport | None:
    """Return a report if the film is left alone whatever its genres would be, or None."""
    if film.genres and not rules.replace:
        return FilmReport(film.name, Outcome.HAS_GENRES, detail=f"it has genres: {', '.join(film.genres)}")
    if film.description is None:
        return FilmReport(film.name, Outcome.NO_DESCRIPTION, detail="it has no description")
    if film.lock and not rules.locked:
        return FilmReport(film.name, Outcome.LOCKED, detail=f"its genres are locked: {film.lock}")
    return None


def _update_film(film: LibraryFilm, answer: Prediction | str, rules: Rules, posters: PosterReader | None) -> FilmReport:
    if isinstance(answer, str):
        return FilmReport(film.name, Outcome.FAILED, detail=answer)
    answer, poster = posters.add(answer, film) if posters else (answer, "")
    genres, doubt = _decide(answer, rules.decision)
    if not genres:
        return FilmReport(film.name, Outcome.UNCLEAR, detail=doubt or "")
    if film.has_exactly(genres):
        return FilmReport(film.name, Outcome.HAS_GENRES, detail=f"it has these genres: {', '.join(film.genres)}")
    if doubt and not rules.low_confidence:
        detail = f"low confidence in {', '.join(genres)}: {doubt}"
        return FilmReport(film.name, Outcome.LOW_CONFIDENCE, genres, detail, doubt)
    if rules.write:
        try:
            film.set_genres(list(genres))
        except FilmLeftAlone as error:
            return FilmReport(film.name, Outcome.FAILED, detail=str(error))
    return FilmReport(film.name, Outcome.NEW_GENRES, genres, ", ".join(film.genres), doubt, poster)


def _decide(answer: Prediction, decision: Decision | None) -> tuple[dict[str, float | None], str | None]:
    """Return the genres of a film with their probabilities, and why the confidence in them is low, or None."""
    if decision is None:
        return {genre: answer.scores.get(genre) for genre in answer.genres}, answer.confidence_reason
    chosen = decision.choose(answer.scores)
    return dict(chosen), decision.find_doubt(answer, chosen)
