import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film
from movie_classifier.library.film import Outcome
from movie_classifier.library.nfo_films import title_from_path
from movie_classifier.prediction import Prediction
from tests.library.nfo_files import FILES, MOVIE, snapshot, update, write_library


@pytest.mark.parametrize("write", [False, True])
def test_every_kind_of_file(tmp_path: Path, classifier: GenreClassifier, write: bool) -> None:
    library = write_library(tmp_path)
    reports = update(library, classifier, write=write)
    assert {name: report.outcome for name, report in reports.items()} == {file.name: file.outcome for file in FILES}
    assert snapshot(library) == {file.name: file.changed if write else file.data for file in FILES}


def test_genre_list_of_mediaportal_is_not_replaced(path: Path, classifier: GenreClassifier) -> None:
    path.write_text(MOVIE.replace("<plot>", "<genres><genre>War</genre></genres><plot>"))
    assert update(path.parent, classifier, replace=True)["movie.nfo"].outcome is Outcome.HAS_GENRES


def test_backup(path: Path, classifier: GenreClassifier) -> None:
    update(path.parent, classifier, write=True, backup=True)
    assert path.with_name("movie.nfo.bak").read_text() == MOVIE


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
    reports = update(tmp_path, Meddler(classifier, tmp_path), write=True)
    assert [(name, report.outcome, report.detail) for name, report in reports.items()] == [
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


TVSHOW = MOVIE.replace("movie>", "tvshow>")


def test_series_if_asked(tmp_path: Path, classifier: GenreClassifier) -> None:
    show = tmp_path / "Tears" / "tvshow.nfo"
    show.parent.mkdir()
    show.write_text(TVSHOW.replace("<title>Tears</title>", ""))
    show.with_name("s01e01.nfo").write_text(MOVIE.replace("movie>", "episodedetails>"))
    reports = update(tmp_path, classifier, series=True, write=True)
    assert [(name, report.outcome) for name, report in reports.items()] == [
        ("Tears/s01e01.nfo", Outcome.NOT_A_FILM),
        ("Tears/tvshow.nfo", Outcome.NEW_GENRES),
    ]
    assert "<genre>Drama</genre></tvshow>" in show.read_text()


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
