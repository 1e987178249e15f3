from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.classifier import GenreClassifier
from movie_classifier.errors import ApiKeyRefused, ServiceError, ServiceUnreachable
from movie_classifier.film import Film
from movie_classifier.library.film import FilmReport, Outcome
from movie_classifier.library.jellyfin.films import find_jellyfin_films
from movie_classifier.library.jellyfin.server import JellyfinServer
from movie_classifier.library.jellyfin.undo_file import UndoFile, read_undo_file
from movie_classifier.library.update import Rules, update_films
from movie_classifier.prediction import Prediction
from tests.library.jellyfin.conftest import TIMEOUT
from tests.library.jellyfin_server import KEY, FakeJellyfin, fake_jellyfin, make_film
from tests.library.nfo_files import PLOT

NAME = "Tears (1979)"


def update(server: JellyfinServer, undo: UndoFile, classifier: Any, **rules: Any) -> dict[str, FilmReport]:
    reports = update_films(find_jellyfin_films(server, undo), classifier, Rules(**rules))
    return {report.name: report for report in reports}


def test_a_dry_run_changes_nothing(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier
) -> None:
    reports = update(server, undo, classifier)
    assert {name: report.outcome for name, report in reports.items()} == {
        "Fun (1979)": Outcome.HAS_GENRES, "More Tears (1979)": Outcome.NEW_GENRES, NAME: Outcome.NEW_GENRES,
    }  # fmt: skip
    assert list(reports[NAME].genres) == ["Drama"]
    assert {method for method, _, _ in fake.requests} == {"GET"}
    assert undo.path is None


@pytest.mark.parametrize("emby", [False, True])
def test_everything_else_of_a_film_stays(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier, emby: bool
) -> None:
    fake.reset(make_film("Tears", PLOT, LockedFields=["Name"]), emby=emby)
    [before] = fake.films.values()
    assert update(server, undo, classifier, write=True)[NAME].outcome is Outcome.NEW_GENRES
    [after] = fake.films.values()
    assert after["Genres"] == [item["Name"] for item in after["GenreItems"]] == ["Drama"]
    same = before.keys() - {"Genres", "GenreItems", "Tags"}
    assert {part: after[part] for part in same} == {part: before[part] for part in same}
    assert after["TagItems" if emby else "Tags"] == before["TagItems" if emby else "Tags"]


def test_a_second_run_changes_nothing(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier, tmp_path: Path
) -> None:
    update(server, undo, classifier, write=True)
    assert fake.saves == ["More Tears", "Tears"]
    again = UndoFile(tmp_path)
    assert {report.outcome for report in update(server, again, classifier, write=True).values()} == {Outcome.HAS_GENRES}
    update(server, again, classifier, write=True, replace=True)  # only the comedy has others
    assert fake.saves == ["More Tears", "Tears", "Fun"]
    assert update(server, again, classifier, write=True, replace=True)
    assert fake.saves == ["More Tears", "Tears", "Fun"]


def test_the_undo_file_is_written_first(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier
) -> None:
    """The answer to saving is cut off: nobody knows whether the film was saved."""
    for film in fake.films.values():
        fake.answers["POST", f"/Items/{film['Id']}"] = (0, "")
    with pytest.raises(ServiceError, match="closed the connection"):
        update(server, undo, classifier, write=True, replace=True)
    assert undo.path is not None
    [change] = read_undo_file(undo.path)
    assert (change.server, change.title) == ("server-1", "Fun (1979)")
    assert (change.old_genres, change.new_genres) == (("Comedy",), ("Drama",))


def test_own_genres(fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier) -> None:
    choice = GenreChoice(language="pl", max_genres=1, names={"Drama": "Łzy"})
    update(server, undo, classifier, write=True, decision=choice.for_model(classifier.info))
    assert fake.genres()["Tears"] == ["Łzy"]


def test_genres_in_the_letter_case_of_the_server(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier
) -> None:
    fake.reset(make_film("Tears", PLOT, Genres=["DRAMA"]))
    assert update(server, undo, classifier, write=True, replace=True)[NAME].outcome is Outcome.HAS_GENRES
    assert fake.saves == []


@pytest.mark.parametrize(
    ("parts", "lock"),
    [({"LockData": True}, "LockData"), ({"LockedFields": ["Cast", "Genres"]}, "Genres in LockedFields")],
)
def test_locks(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier, parts: dict[str, Any],
    lock: str,
) -> None:  # fmt: skip
    fake.reset(make_film("Tears", PLOT, **parts))
    report = update(server, undo, classifier, write=True)[NAME]
    assert (report.outcome, report.detail) == (Outcome.LOCKED, f"its genres are locked: {lock}")
    assert fake.saves == []
    update(server, undo, classifier, write=True, locked=True)
    [film] = fake.films.values()
    assert film["Genres"] == ["Drama"]
    assert {part: film[part] for part in parts} == parts


@pytest.mark.parametrize("overview", [None, "", "No overview found.", "\u200b"])
def test_films_without_an_overview(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier, overview: str | None
) -> None:
    fake.reset(make_film("Tears", overview))
    assert update(server, undo, classifier, write=True)[NAME].outcome is Outcome.NO_DESCRIPTION


def test_low_confidence(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier
) -> None:
    fake.reset(make_film("zzz", "zzz"))
    assert update(server, undo, classifier, write=True)["zzz (1979)"].outcome is Outcome.LOW_CONFIDENCE
    assert fake.saves == []


class Meddler:
    """A classifier during whose work somebody else changes the server."""

    def __init__(self, classifier: GenreClassifier, fake: FakeJellyfin) -> None:
        self.classifier, self.fake = classifier, fake

    def predict(self, films: Sequence[Film]) -> list[Prediction]:
        gone, edited, locked = list(self.fake.films)[:3]
        del self.fake.films[gone]
        self.fake.films[edited]["Genres"] = ["Western"]
        self.fake.films[locked]["LockedFields"] = ["Genres"]
        return self.classifier.predict(films)


def test_films_that_change_or_disappear_meanwhile(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier
) -> None:
    fake.reset(*(make_film(name, PLOT) for name in ("Gone", "Edited", "Locked", "Same")))
    reports = update(server, undo, Meddler(classifier, fake), write=True)
    changed = (Outcome.FAILED, "it has changed since it was read")
    assert {name: (report.outcome, report.detail) for name, report in reports.items()} == {
        "Gone (1979)": (Outcome.FAILED, "it is no longer in the library"),
        "Edited (1979)": changed, "Locked (1979)": changed, "Same (1979)": (Outcome.NEW_GENRES, ""),
    }  # fmt: skip
    assert fake.saves == ["Same"]
    assert undo.path is not None
    assert [change.title for change in read_undo_file(undo.path)] == ["Same (1979)"]


@pytest.mark.parametrize("part", ["Tags", "ProviderIds", "People"])
def test_a_server_that_does_not_return_the_whole_film(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier, part: str
) -> None:
    fake.reset(make_film("Tears", PLOT, **{part: None}))
    report = update(server, undo, classifier, write=True)[NAME]
    assert (report.outcome, report.detail) == (
        Outcome.FAILED, f"the server does not return all of it, and would forget: {part}",
    )  # fmt: skip
    assert fake.saves == []


def save_of(fake: FakeJellyfin, name: str) -> tuple[str, str]:
    [item_id] = [film["Id"] for film in fake.films.values() if film["Name"] == name]
    return "POST", f"/Items/{item_id}"


@pytest.mark.parametrize(
    ("status", "problem", "in_undo_file"),
    [
        (404, "it is no longer in the library", ["Tears (1979)"]),
        (500, "answered 500: Error processing request.; see the server's log", ["More Tears (1979)", "Tears (1979)"]),
    ],
)
def test_a_film_that_cannot_be_saved_does_not_stop_the_others(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier, status: int, problem: str,
    in_undo_file: list[str],
) -> None:  # fmt: skip
    fake.answers[save_of(fake, "More Tears")] = (status, "Error processing request.")
    reports = update(server, undo, classifier, write=True)
    assert reports["More Tears (1979)"].outcome is Outcome.FAILED
    assert problem in reports["More Tears (1979)"].detail
    assert fake.saves == ["Tears"]
    assert undo.path is not None
    assert [change.title for change in read_undo_file(undo.path)] == in_undo_file


@pytest.mark.parametrize(("status", "kind"), [(401, ApiKeyRefused), (403, ServiceError)])
def test_a_key_that_may_not_change_films(
    fake: FakeJellyfin, server: JellyfinServer, undo: UndoFile, classifier: GenreClassifier, status: int,
    kind: type[Exception],
) -> None:  # fmt: skip
    fake.answers[save_of(fake, "More Tears")] = (status, "")
    with pytest.raises(kind):
        update(server, undo, classifier, write=True)
    assert undo.path is None


def test_a_server_that_stops_in_the_middle(classifier: GenreClassifier, tmp_path: Path) -> None:
    films = [make_film(name, PLOT) for name in ("A", "B", "C", "D")]
    undo = UndoFile(tmp_path)
    with fake_jellyfin() as fake:
        fake.reset(*films)
        fake.last_save = 2
        with pytest.raises(ServiceUnreachable):
            update(JellyfinServer(fake.url, KEY, TIMEOUT), undo, classifier, write=True)
        assert fake.saves == ["A", "B"]
    assert undo.path is not None
    assert [change.title for change in read_undo_file(undo.path)] == ["A (1979)", "B (1979)"]
    with fake_jellyfin(fake.server_address[1]) as restarted:
        restarted.films = fake.films
        update(JellyfinServer(fake.url, KEY, TIMEOUT), UndoFile(tmp_path), classifier, write=True)
        assert restarted.saves == ["C", "D"]
        assert set(map(tuple, restarted.genres().values())) == {("Drama",)}
