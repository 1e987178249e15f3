from pathlib import Path

import pytest

from movie_classifier.library.jellyfin.restore import OtherServer, Restored, restore_genres
from movie_classifier.library.jellyfin.server import JellyfinServer
from movie_classifier.library.jellyfin.undo_file import Change
from tests.library.jellyfin_server import FakeJellyfin, make_film
from tests.library.nfo_files import PLOT

FILE = Path("undo.jsonl")


def change(film: dict[str, str], old: tuple[str, ...] = (), server: str = "server-1") -> Change:
    return Change(server, film["Id"], film["Name"], old, ("Drama", "War"))


def test_only_films_that_have_the_new_genres_are_changed(fake: FakeJellyfin, server: JellyfinServer) -> None:
    ours = make_film("Ours", PLOT, Genres=["WAR", "Drama"])
    replaced = make_film("Replaced", PLOT, Genres=["Drama", "War"])
    edited = make_film("Edited", PLOT, Genres=["Drama"])
    restored = make_film("Restored", PLOT)
    locked = make_film("Locked", PLOT, Genres=["Drama", "War"], LockedFields=["Genres"])
    gone = make_film("Gone", PLOT)
    fake.reset(ours, replaced, edited, restored, locked)
    changes = [change(film) for film in (ours, edited, restored, locked, gone)] + [change(replaced, ("Comedy",))]
    reports = {each.name: (each.outcome, each.detail) for each in restore_genres(server, FILE, changes)}
    assert reports == {
        "Ours": (Restored.RESTORED, "none"),
        "Replaced": (Restored.RESTORED, "Comedy"),
        "Edited": (Restored.CHANGED, "it got other genres since: Drama"),
        "Restored": (Restored.AS_BEFORE, "it has its old genres: none"),
        "Locked": (Restored.LOCKED, "its genres are locked: Genres in LockedFields"),
        "Gone": (Restored.FAILED, "it is no longer in the library"),
    }
    assert fake.saves == ["Replaced", "Ours"]
    assert fake.genres()["Ours"] == []
    again = restore_genres(server, FILE, changes[:1])
    assert [each.outcome for each in again] == [Restored.AS_BEFORE]
    [report] = restore_genres(server, FILE, [change(locked)], locked=True)
    assert report.outcome is Restored.RESTORED
    assert fake.films[locked["Id"]]["LockedFields"] == ["Genres"]


def test_films_of_another_server(fake: FakeJellyfin, server: JellyfinServer) -> None:
    changes = [change(make_film("Tears", PLOT), server="server-2")]
    with pytest.raises(OtherServer, match=r"undo.jsonl has films of another server than http"):
        list(restore_genres(server, FILE, changes))
    assert fake.saves == []
