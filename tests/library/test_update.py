from pathlib import Path

import pytest

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.choice.decision import Decision
from movie_classifier.classifier import GenreClassifier
from movie_classifier.client import GenreClient
from movie_classifier.film import Film
from movie_classifier.library.film import Outcome
from movie_classifier.library.update import BATCH_SIZE
from movie_classifier.model.confidence import NONE_CHOSEN
from movie_classifier.service.settings import Settings
from tests.conftest import serving
from tests.library.nfo_files import MOVIE, PLOT, locked, snapshot, update, write_library

GENRE = "<genre>Western</genre><plot>"


def test_probabilities_are_those_of_the_classifier(path: Path, classifier: GenreClassifier) -> None:
    [prediction] = classifier.predict([Film("Tears", "the family mourns a tragic death")])
    assert update(path.parent, classifier)["movie.nfo"].genres == {"Drama": prediction.scores["Drama"]}


def test_a_second_run_finds_nothing_to_do(tmp_path: Path, classifier: GenreClassifier) -> None:
    library = write_library(tmp_path)
    update(library, classifier, write=True)
    once = snapshot(library)
    reports = update(library, classifier, write=True)
    assert Outcome.NEW_GENRES not in {report.outcome for report in reports.values()}
    assert snapshot(library) == once


def test_genres_are_replaced_if_asked(path: Path, classifier: GenreClassifier) -> None:
    path.write_text(MOVIE.replace("<plot>", GENRE))
    report = update(path.parent, classifier, replace=True, write=True)["movie.nfo"]
    assert (report.outcome, report.detail) == (Outcome.NEW_GENRES, "Western")
    assert path.read_text() == MOVIE.replace("<plot>", GENRE.replace("Western", "Drama"))
    assert update(path.parent, classifier, replace=True, write=True)["movie.nfo"].outcome is Outcome.HAS_GENRES


@pytest.mark.parametrize("lock", ["<lockdata>true</lockdata>", "<lockedfields>Name | genres</lockedfields>"])
def test_locked_genres_are_left_alone_unless_asked(path: Path, classifier: GenreClassifier, lock: str) -> None:
    path.write_text(locked(f"{lock}<genre>Sunday evening</genre>"))
    report = update(path.parent, classifier, replace=True, write=True)["movie.nfo"]
    assert (report.outcome, lock in report.detail) == (Outcome.LOCKED, True)
    assert "<genre>Sunday evening</genre>" in path.read_text()
    update(path.parent, classifier, replace=True, write=True, locked=True)
    assert "<genre>Drama</genre>" in path.read_text()


def test_low_confidence_is_left_alone_unless_asked(path: Path, classifier: GenreClassifier) -> None:
    doubtful = MOVIE.replace(PLOT, "zzz").replace("Tears", "zzz")
    path.write_text(doubtful)
    report = update(path.parent, classifier, write=True)["movie.nfo"]
    assert report.outcome is Outcome.LOW_CONFIDENCE
    assert report.detail == f"low confidence in {', '.join(report.genres)}: no genre reaches its threshold"
    assert path.read_text() == doubtful
    report = update(path.parent, classifier, write=True, low_confidence=True)["movie.nfo"]
    assert (report.outcome, report.doubt) == (Outcome.NEW_GENRES, "no genre reaches its threshold")
    assert "<genre>" in path.read_text()


def test_min_probability(path: Path, classifier: GenreClassifier) -> None:
    def decide(probability: float) -> Decision:
        return GenreChoice(min_probability=probability).for_model(classifier.info)

    probability = update(path.parent, classifier)["movie.nfo"].genres["Drama"]
    assert probability
    assert update(path.parent, classifier, decision=decide(probability))["movie.nfo"].genres
    report = update(path.parent, classifier, decision=decide(probability + 1e-6), write=True)["movie.nfo"]
    assert (report.outcome, report.genres, report.detail) == (Outcome.UNCLEAR, {}, NONE_CHOSEN)
    assert path.read_text() == MOVIE


def test_a_service_that_renames_genres(path: Path, tiny_model: Path, tmp_path: Path) -> None:
    """It returns the new names, and the probabilities of the model's own genres."""
    choice = tmp_path / "genres.toml"
    choice.write_text('[names]\nDrama = "Tearjerker"')
    with serving(Settings(model=tiny_model, genres_file=choice)) as url, GenreClient(url) as client:
        report = update(path.parent, client, write=True)[path.name]
        assert (report.outcome, report.genres) == (Outcome.NEW_GENRES, {"Tearjerker": None})
        assert "<genre>Tearjerker</genre>" in path.read_text()
        again = update(path.parent, client, replace=True)[path.name]
        assert again.outcome is Outcome.HAS_GENRES


def test_more_files_than_a_batch(tmp_path: Path, classifier: GenreClassifier) -> None:
    for number in range(BATCH_SIZE + 1):
        (tmp_path / f"{number:03}.nfo").write_text(MOVIE)
    assert list(update(tmp_path, classifier)) == [f"{number:03}.nfo" for number in range(BATCH_SIZE + 1)]
