from collections.abc import Iterator

import pytest

from tests.training.collect.tmdb_server import KEY, TmdbServer, serve
from training.collect.credentials import Credentials
from training.collect.tmdb import Tmdb


@pytest.fixture
def server() -> Iterator[TmdbServer]:
    with serve(films=60) as server:
        yield server


def quick_client(credentials: Credentials, url: str, timeout: float = 30) -> Tmdb:
    """A client that tries again at once."""
    return Tmdb(credentials, url, rate=1000, backoff=0.01, timeout=timeout)


KEYED = Credentials(key=KEY)
