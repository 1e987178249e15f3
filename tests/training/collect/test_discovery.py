import asyncio
from pathlib import Path

import pytest

from tests.training.collect.conftest import KEYED, quick_client
from tests.training.collect.tmdb_server import TmdbServer
from training.collect import discovery
from training.collect.discovery import Found, Search, discover
from training.collect.journal import Journal


def find(server: TmdbServer, search: Search, journal: Path) -> Found:
    async def run() -> Found:
        async with quick_client(KEYED, server.url) as tmdb:
            with Journal(journal, {}) as kept:
                return await discover(tmdb, kept, search, lambda number: None)

    return asyncio.run(run())


def test_the_most_popular_films_come_first(server: TmdbServer, tmp_path: Path) -> None:
    assert find(server, Search(1990, 1999), tmp_path / "j").ids == tuple(range(60, 0, -1))


def test_limit_and_popularity_save_pages(server: TmdbServer, tmp_path: Path) -> None:
    assert find(server, Search(1990, 1999, limit=25), tmp_path / "a").ids == tuple(range(60, 35, -1))
    assert server.answered["/3/discover/movie"] == 2
    assert find(server, Search(1990, 1999, min_popularity=58), tmp_path / "b").ids == (60, 59, 58)


def test_years_and_language(server: TmdbServer, tmp_path: Path) -> None:
    assert set(find(server, Search(1993, 1994), tmp_path / "a").ids) == {
        number for number in range(1, 61) if number % 10 in (3, 4)
    }
    assert all(number % 2 == 0 for number in find(server, Search(1990, 1999, "fr"), tmp_path / "b").ids)


def test_a_period_with_too_many_films_is_halved(
    server: TmdbServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "MAX_PAGES", 1)
    server.most_results = 20
    found = find(server, Search(1990, 1999), tmp_path / "j")
    assert found == Found(tuple(range(60, 0, -1)), {})
    assert server.answered["/3/discover/movie"] > 4


def test_a_day_with_too_many_films_is_reported(
    server: TmdbServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "MAX_PAGES", 1)
    server.most_results = 20
    for film in server.films.values():
        film["release_date"] = "1999-12-31"
    found = find(server, Search(1999, 1999), tmp_path / "j")
    assert found == Found(tuple(range(60, 40, -1)), {"1999-12-31": 40})


def test_pages_in_the_journal_are_not_asked_for_again(server: TmdbServer, tmp_path: Path) -> None:
    first = find(server, Search(1990, 1999), tmp_path / "j")
    asked = server.answered["/3/discover/movie"]
    assert find(server, Search(1990, 1999), tmp_path / "j") == first
    assert server.answered["/3/discover/movie"] == asked == 3
