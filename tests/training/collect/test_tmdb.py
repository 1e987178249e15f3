"""The client against a real server, with each fault."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.training.collect.conftest import KEYED, quick_client
from tests.training.collect.tmdb_server import (
    JPEG,
    KEY,
    TOKEN,
    Fault,
    TmdbServer,
    cut_short,
    hang_up,
    not_json,
    status,
    trickle,
)  # fmt: skip
from training.collect.credentials import Credentials
from training.collect.tmdb import ATTEMPTS, Failed, NotFound, Tmdb
from training.errors import TmdbKeyRefused, TmdbPaused, TmdbUnreachable


def ask(
    server: TmdbServer, work: Callable[[Tmdb], Awaitable[Any]], credentials: Credentials = KEYED, timeout: float = 30
) -> Any:
    async def run() -> Any:
        async with quick_client(credentials, server.url, timeout) as tmdb:
            return await work(tmdb)

    return asyncio.run(run())


@pytest.mark.parametrize("credentials", [Credentials(key=KEY), Credentials(token=TOKEN)])
def test_a_film_with_either_kind_of_key(server: TmdbServer, credentials: Credentials) -> None:
    assert ask(server, lambda tmdb: tmdb.movie(3), credentials)["title"] == "Film 3"


def test_the_image_host_does_not_get_the_key(server: TmdbServer) -> None:
    async def poster(tmdb: Tmdb) -> bytes:
        return await tmdb.poster((await tmdb.images()).base_url + "w185/3.jpg")

    assert ask(server, poster) == JPEG
    assert server.credentials == [("/3/configuration", KEY, None), ("/t/p/w185/3.jpg", None, None)]


@pytest.mark.parametrize("fault", [status(429, Retry_After="0"), status(429), status(500), status(503), cut_short,
                                   not_json, hang_up])  # fmt: skip
def test_faults_that_pass_are_tried_again(server: TmdbServer, fault: Fault) -> None:
    server.faults["/3/movie/3"] = [fault, fault]
    assert ask(server, lambda tmdb: tmdb.movie(3))["id"] == 3


def test_an_answer_without_end_is_given_up_and_asked_for_again(server: TmdbServer) -> None:
    server.faults["/3/movie/3"] = [trickle]
    assert ask(server, lambda tmdb: tmdb.movie(3), timeout=2)["id"] == 3


def test_faults_that_last_are_reported_after_some_attempts(server: TmdbServer) -> None:
    server.faults["/3/movie/3"] = [status(500)] * ATTEMPTS
    with pytest.raises(Failed, match=f"status 500 in {ATTEMPTS} attempts"):
        ask(server, lambda tmdb: tmdb.movie(3))
    assert len(server.times) == ATTEMPTS


def test_retry_after_is_kept_by_all_requests(server: TmdbServer) -> None:
    server.faults["/3/movie/1"] = [status(429, Retry_After="1")]

    async def two(tmdb: Tmdb) -> None:
        first = asyncio.create_task(tmdb.movie(1))
        while not first.done():
            await tmdb.movie(2)

    ask(server, two)
    assert max(later - earlier for earlier, later in itertools.pairwise(server.times)) >= 0.8


def test_a_long_pause_ends_the_collection(server: TmdbServer) -> None:
    server.faults["/3/movie/1"] = [status(429, Retry_After="3600")]
    with pytest.raises(TmdbPaused, match="3,600 s"):
        ask(server, lambda tmdb: tmdb.movie(1))


def test_not_found_and_refused_are_not_tried_again(server: TmdbServer) -> None:
    with pytest.raises(NotFound):
        ask(server, lambda tmdb: tmdb.movie(999))
    with pytest.raises(TmdbKeyRefused, match="Invalid API key"):
        ask(server, lambda tmdb: tmdb.movie(1), Credentials(key="wrong"))
    assert len(server.times) == 2


def test_a_poster_that_is_no_image_is_refused(server: TmdbServer) -> None:
    server.faults["/t/p/w185/3.jpg"] = [not_json] * ATTEMPTS

    async def poster(tmdb: Tmdb) -> bytes:
        return await tmdb.poster((await tmdb.images()).base_url + "w185/3.jpg")

    with pytest.raises(Failed, match="not an image"):
        ask(server, poster)


def test_no_server_and_another_server(server: TmdbServer) -> None:
    server.faults["/3/configuration"] = [lambda handler: handler.json(200, {}) or True]
    with pytest.raises(TmdbUnreachable, match="is not TMDB's"):
        ask(server, lambda tmdb: tmdb.images())
    server.server_close()
    with pytest.raises(TmdbUnreachable, match="run the same command again"):
        ask(server, lambda tmdb: tmdb.images())
