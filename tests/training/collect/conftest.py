from collections.abc import Iterator

import pytest

from tests.training.collect.tmdb_server import KEY, TmdbServer, serve
from training.collect.credentials import Credentials
from training.collect.tmdb import Tmdb


@pytest.fixture
def server() -> Iterator[TmdbServer]:
    with serve(films=60) as server:
        yield server


def quick_client(credentials: Credentials, url: str) -> Tmdb:
    """A client that does not wait long."""
    return Tmdb(credentials, url, rate=1000, backoff=0.01, timeout=1)


KEYED = Credentials(key=KEY)
