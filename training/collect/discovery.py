"""Finds the ids of films with TMDB's `/discover/movie`."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from training.collect.journal import Journal
from training.collect.tmdb import CONNECTIONS, Tmdb

PER_PAGE, MAX_PAGES = 20, 500
"""Films on a page, and pages of a query that TMDB gives ("pages start at 1 and max at 500")."""


@dataclass(frozen=True)
class Search:
    """What is searched for.

    Attributes:
        first_year, last_year: years of release.
        language: original language, such as `en`; None for any.
        min_popularity: lowest popularity.
        limit: number of films, the most popular first; None for all.
    """

    first_year: int
    last_year: int
    language: str | None = None
    min_popularity: float = 0.0
    limit: int | None = None


@dataclass(frozen=True)
class Found:
    """Films that TMDB lists.

    Attributes:
        ids: ids, the most popular film first.
        unlisted: day → number of films of that day that TMDB does not list, because a query has too many films.
    """

    ids: tuple[int, ...]
    unlisted: dict[str, int]


@dataclass(frozen=True)
class Period:
    """Days of release, both included."""

    first: date
    last: date

    def halves(self) -> tuple["Period", "Period"]:
        """Return the earlier and the later half of at least two days."""
        middle = self.first + (self.last - self.first) // 2
        return Period(self.first, middle), Period(middle + timedelta(days=1), self.last)


async def discover(tmdb: Tmdb, journal: Journal, search: Search, progress: Callable[[int], None]) -> Found:
    """Return the films that `search` describes.

    TMDB gives the first 10,000 films of a query. A period with more is halved until each part has fewer, unless the
    limit is below that. Films without a date of release are in no period.

    Args:
        tmdb: client.
        journal: pages in it are not asked for again.
        search: years, language, popularity and limit.
        progress: called with the number of films of each page.
    """
    query = _Query(tmdb, journal, search, progress)
    whole = Period(date(search.first_year, 1, 1), date(search.last_year, 12, 31))
    popularity: dict[int, float] = {}
    unlisted: dict[str, int] = {}
    waiting = [whole]
    while waiting:
        period = waiting.pop()
        total = (await query.page(period, 1))["total"]
        too_many = total > PER_PAGE * MAX_PAGES and (search.limit or total) > PER_PAGE * MAX_PAGES
        if too_many and period.first < period.last:
            waiting += reversed(period.halves())
            continue
        if too_many:
            unlisted[str(period.first)] = total - PER_PAGE * MAX_PAGES
        async for films in query.pages(period, total):
            popularity.update(films)
    ids = sorted(popularity, key=lambda number: (-popularity[number], number))
    return Found(tuple(ids[: search.limit]), unlisted)


class _Query:
    """Reads pages, from the journal if they are there."""

    def __init__(self, tmdb: Tmdb, journal: Journal, search: Search, progress: Callable[[int], None]) -> None:
        self._tmdb, self._journal, self._search, self._progress = tmdb, journal, search, progress

    async def page(self, period: Period, number: int) -> dict[str, Any]:
        """Return `total`, the number of films of the period, and `films`, (id, popularity) of those on the page."""
        query = self._parameters(period)
        key = json.dumps(query)
        page = self._journal.page(key, number)
        if page is None:
            answer = await self._tmdb.discover(query, number)
            films = [(film["id"], film.get("popularity") or 0.0) for film in answer["results"]]
            page = {"total": answer["total_results"], "films": films}
            self._journal.add_page(key, number, page)
        return page

    async def pages(self, period: Period, total: int) -> AsyncIterator[dict[int, float]]:
        """Yield id → popularity of several pages at a time, until the limit or the lowest popularity is reached."""
        last = min(MAX_PAGES, -(-min(total, self._search.limit or total) // PER_PAGE))
        for first in range(1, last + 1, CONNECTIONS):
            numbers = range(first, min(first + CONNECTIONS, last + 1))
            pages = await asyncio.gather(*(self.page(period, number) for number in numbers))
            films = {number: popularity for page in pages for number, popularity in page["films"]}
            popular = {number: value for number, value in films.items() if value >= self._search.min_popularity}
            self._progress(len(popular))
            yield popular
            if len(popular) < len(films):
                return

    def _parameters(self, period: Period) -> dict[str, str]:
        parameters = {
            "include_adult": "false", "include_video": "false", "sort_by": "popularity.desc",
            "primary_release_date.gte": str(period.first), "primary_release_date.lte": str(period.last),
        }  # fmt: skip
        return parameters | ({"with_original_language": self._search.language} if self._search.language else {})
