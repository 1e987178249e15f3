import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.choice.decision import Decision
from movie_classifier.classifier import GenreClassifier
from movie_classifier.client import GenreClient
from movie_classifier.film import Film
from movie_classifier.library.update import BATCH_SIZE, FileReport, Outcome, Rules, title_from_path, update_library
from movie_classifier.model.confidence import NONE_CHOSEN
from movie_classifier.prediction import Prediction
from movie_classifier.service.settings import Settings
from tests.conftest import load_shared, serving
from tests.library.nfo_files import FILES, MOVIE, PLOT, locked, write_library

GENRE = "<genre>Western</genre><plot>"


@pytest.fixture(scope="session")
def classifier(tiny_model: Path) -> GenreClassifier:
    return load_shared(tiny_model)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return write_library(tmp_path / "library")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "movie.nfo"
    path.write_text(MOVIE)
    return path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def update(folder: Path, classifier: GenreClassifier, **rules: Any) -> dict[str, FileReport]:
    reports = update_library(folder, classifier, Rules(**rules))
    return {str(report.path.relative_to(folder)): report for report in reports}


@pytest.mark.parametrize("write", [False, True])
def test_every_kind_of_file(library: Path, classifier: GenreClassifier, write: bool) -> None:
    reports = update(library, classifier, write=write)
    assert {name: report.outcome for name, report in reports.items()} == {file.name: file.outcome for file in FILES}
    assert snapshot(library) == {file.name: file.changed if write else file.data for file in FILES}


def test_probabilities_are_those_of_the_classifier(path: Path, classifier: GenreClassifier) -> None:
    [prediction] = classifier.predict([Film("Tears", "the family mourns a tragic death")])
    assert update(path.parent, classifier)["movie.nfo"].genres == {"Drama": prediction.scores["Drama"]}


def test_a_second_run_finds_nothing_to_do(library: Path, classifier: GenreClassifier) -> None:
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


def test_genre_list_of_mediaportal_is_not_replaced(path: Path, classifier: GenreClassifier) -> None:
    path.write_text(MOVIE.replace("<plot>", "<genres><genre>War</genre></genres><plot>"))
    assert update(path.parent, classifier, replace=True)["movie.nfo"].outcome is Outcome.HAS_GENRES


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
        [report] = update_library(path.parent, client, Rules(write=True))
        assert (report.outcome, report.genres) == (Outcome.NEW_GENRES, {"Tearjerker": None})
        assert "<genre>Tearjerker</genre>" in path.read_text()
        [again] = update_library(path.parent, client, Rules(replace=True))
        assert again.outcome is Outcome.HAS_GENRES


def test_backup(path: Path, classifier: GenreClassifier) -> None:
    update(path.parent, classifier, write=True, backup=True)
    assert path.with_name("movie.nfo.bak").read_text() == MOVIE


def test_more_files_than_a_batch(tmp_path: Path, classifier: GenreClassifier) -> None:
    for number in range(BATCH_SIZE + 1):
        (tmp_path / f"{number:03}.nfo").write_text(MOVIE)
    reports = list(update_library(tmp_path, classifier, Rules()))
    assert [report.path.name for report in reports] == [f"{number:03}.nfo" for number in range(BATCH_SIZE + 1)]


def test_read_only_file(path: Path, classifier: GenreClassifier) -> None:
    path.chmod(0o444)
    report = update(path.parent, classifier, write=True)["movie.nfo"]
    assert (report.outcome, report.detail) == (Outcome.FAILED, "it is read-only")


class Meddler:
    """A classifier during whose work somebody else changes the library."""

    def __init__(self, classifier: GenreClassifier, folder: Path) -> None:
        self.classifier, self.folder = classifier, folder

    def predict(self, films: Sequence[Film]) -> list[Prediction]:
        (self.folder / "gone.nfo").unlink()
        (self.folder / "edited.nfo").write_text(MOVIE.replace("Tears", "Edited"))
        return self.classifier.predict(films)


def test_files_that_change_or_disappear_meanwhile(tmp_path: Path, classifier: GenreClassifier) -> None:
    for name in ("gone.nfo", "edited.nfo", "same.nfo"):
        (tmp_path / name).write_text(MOVIE)
    reports = list(update_library(tmp_path, Meddler(classifier, tmp_path), Rules(write=True)))
    assert [(report.path.name, report.outcome, report.detail) for report in reports] == [
        ("edited.nfo", Outcome.FAILED, "it has changed since it was read"),
        ("gone.nfo", Outcome.FAILED, "No such file or directory"),
        ("same.nfo", Outcome.NEW_GENRES, ""),
    ]
    assert "<genre>" not in (tmp_path / "edited.nfo").read_text()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["edited.nfo", "same.nfo"]


def test_broken_link_and_pipe(tmp_path: Path, classifier: GenreClassifier) -> None:
    (tmp_path / "broken.nfo").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.nfo")
    reports = update(tmp_path, classifier)
    assert {name: (report.outcome, report.detail) for name, report in reports.items()} == {
        "broken.nfo": (Outcome.FAILED, "No such file or directory"),
        "pipe.nfo": (Outcome.FAILED, "it is not a regular file"),
    }


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/films/Alien (1979)/Alien.nfo", "Alien"),
        ("/films/Alien (1979)/movie.nfo", "Alien (1979)"),
        ("/films/Alien/VIDEO_TS/VIDEO_TS.nfo", "Alien"),
        ("/films/Alien/BDMV/index.nfo", "Alien"),
        ("/movie.nfo", "movie"),
    ],
)
def test_title_of_a_film_without_one(path: str, title: str) -> None:
    assert title_from_path(Path(path)) == title
