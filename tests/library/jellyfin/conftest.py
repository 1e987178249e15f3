from pathlib import Path

import pytest

from movie_classifier.library.jellyfin.server import JellyfinServer
from movie_classifier.library.jellyfin.undo_file import UndoFile
from tests.library.jellyfin_server import KEY, FakeJellyfin, make_film
from tests.library.nfo_files import PLOT

TIMEOUT = 10


@pytest.fixture
def fake(jellyfin: FakeJellyfin) -> FakeJellyfin:
    """A server with two dramas that have no genres, and a comedy that has one."""
    jellyfin.reset(make_film("Tears", PLOT), make_film("More Tears", PLOT), make_film("Fun", PLOT, Genres=["Comedy"]))
    return jellyfin


@pytest.fixture
def server(fake: FakeJellyfin) -> JellyfinServer:
    return JellyfinServer(fake.url, KEY, TIMEOUT)


@pytest.fixture
def undo(tmp_path: Path) -> UndoFile:
    return UndoFile(tmp_path)
