from collections.abc import Iterator
from pathlib import Path

import pytest

from movie_classifier.library.jellyfin.server import JellyfinServer
from movie_classifier.library.jellyfin.undo_file import UndoFile
from tests.library.jellyfin_server import KEY, FakeJellyfin, fake_jellyfin, make_film
from tests.library.nfo_files import PLOT

TIMEOUT = 10


@pytest.fixture(scope="module")
def running() -> Iterator[FakeJellyfin]:
    with fake_jellyfin() as server:
        yield server


@pytest.fixture
def fake(running: FakeJellyfin) -> FakeJellyfin:
    """A server with two dramas that have no genres, and a comedy that has one."""
    running.reset(make_film("Tears", PLOT), make_film("More Tears", PLOT), make_film("Fun", PLOT, Genres=["Comedy"]))
    return running


@pytest.fixture
def server(fake: FakeJellyfin) -> JellyfinServer:
    return JellyfinServer(fake.url, KEY, TIMEOUT)


@pytest.fixture
def undo(tmp_path: Path) -> UndoFile:
    return UndoFile(tmp_path)
