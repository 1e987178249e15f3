"""Collects films and posters from TMDB, and writes a list that `prepare --films` reads."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from training.collect.credentials import Credentials
from training.collect.discovery import Found, Search, discover
from training.collect.film_record import NOTICE, check_format, film_record, poster_file, write_films
from training.collect.id_file import read_ids
from training.collect.journal import Journal
from training.collect.report import Collected, count
from training.collect.tmdb import API_URL, CONNECTIONS, Failed, Images, NotFound, Tmdb
from training.errors import CollectionStopped, NotReplaceable, PosterWidthUnknown, TmdbUnreachable
from training.whole_file import write_whole

MOST_FAILURES = 20
"""Films in a row without an answer, after which the collection stops."""


@dataclass(frozen=True)
class Wanted:
    """What to collect, and where to.

    Attributes:
        output: JSON Lines or Parquet file.
        search: years, language, popularity and limit. With `ids`, only popularity and limit are used.
        ids: file of ids; None to search.
        posters: folder for posters; None for none.
        width: width of the posters in pixels, or `original`.
    """

    output: Path
    search: Search
    ids: Path | None = None
    posters: Path | None = None
    width: str = "185"

    @property
    def journal(self) -> Path:
        """The file that keeps all answers."""
        return self.output.with_name(self.output.name + ".journal")

    @property
    def settings(self) -> dict[str, Any]:
        """What has to be the same when a collection goes on."""
        if self.ids is None:
            return asdict(self.search)
        return {"ids": str(self.ids), "min_popularity": self.search.min_popularity, "limit": self.search.limit}

    @property
    def width_name(self) -> str:
        """The width as TMDB names it."""
        return self.width if self.width == "original" else f"w{self.width}"


def collect(
    wanted: Wanted, credentials: Credentials, url: str = API_URL, *, fresh: bool = False,
    make_client: Callable[[Credentials, str], Tmdb] = Tmdb,
) -> Collected:  # fmt: skip
    """Collect films, and write them with a report and TMDB's attribution beside them.

    Each answer is kept in the journal. A run that was interrupted or killed goes on from it, and asks for no film again
    that it has an answer for. Films for which TMDB had no usable answer are asked for again by the next run.

    Args:
        wanted: what to collect, and where to.
        credentials: TMDB's key.
        url: address of the API.
        fresh: whether to forget what has been collected.
        make_client: makes the client.

    Raises:
        TmdbError: the collection stopped before it was complete. The output has not been written.
        DataNotFound, DataUnreadable: the file of ids, or the format of the output, cannot be used.
        NotReplaceable: the output exists, and is not from a collection.
    """
    check_format(wanted.output)
    ids = None if wanted.ids is None else read_ids(wanted.ids, wanted.search.min_popularity, wanted.search.limit)
    if wanted.output.exists() and not wanted.journal.exists():
        raise NotReplaceable(wanted.output, "it is not from a collection; name another --output")
    wanted.output.parent.mkdir(parents=True, exist_ok=True)
    if fresh:
        asyncio.run(_check(make_client(credentials, url)))  # a wrong key must not cost the earlier collection
        for suffix in ("", "-wal", "-shm"):
            wanted.journal.with_name(wanted.journal.name + suffix).unlink(missing_ok=True)
    with Journal(wanted.journal, wanted.settings) as journal:
        try:
            found = asyncio.run(_collect(wanted, ids, journal, make_client(credentials, url)))
            return _write(wanted, found, journal)
        except (KeyboardInterrupt, asyncio.CancelledError, OSError) as error:
            reason = str(error) if isinstance(error, OSError) else "interrupted"
            raise CollectionStopped(reason, wanted.journal, journal.count_films()) from error


async def _check(tmdb: Tmdb) -> None:
    async with tmdb:
        await tmdb.images()


async def _collect(wanted: Wanted, ids: tuple[int, ...] | None, journal: Journal, tmdb: Tmdb) -> Found:
    async with tmdb:
        images = await tmdb.images()
        if wanted.posters is not None:
            if wanted.width_name not in images.widths:
                raise PosterWidthUnknown(wanted.width_name, images.widths)
            wanted.posters.mkdir(parents=True, exist_ok=True)
        found = Found(ids, {}) if ids is not None else await _search(tmdb, journal, wanted.search)
        collector = _Collector(wanted, journal, tmdb, images)
        with tqdm(found.ids, desc="films", unit=" films", disable=None) as progress:

            async def collect_one(number: int) -> None:
                await collector.film(number)
                await collector.poster(number)
                progress.update()

            await _for_each(found.ids, collect_one)
        return found


async def _search(tmdb: Tmdb, journal: Journal, search: Search) -> Found:
    with tqdm(desc="search", unit=" films", disable=None) as progress:
        return await discover(tmdb, journal, search, progress.update)


class _Collector:
    """Asks for a film and its poster, unless the journal has an answer."""

    def __init__(self, wanted: Wanted, journal: Journal, tmdb: Tmdb, images: Images) -> None:
        self._wanted, self._journal, self._tmdb, self._images = wanted, journal, tmdb, images
        self._failures = 0

    async def film(self, number: int) -> None:
        """Collect the details of a film."""
        if self._journal.has_film(number):
            return
        try:
            details = await self._tmdb.movie(number)
            if details.get("adult"):  # a search and TMDB's export leave these out, a list of ids does not
                self._journal.add_missing_film(number, "an adult film", final=True)
            else:
                self._journal.add_film(number, film_record(details))
        except NotFound as error:
            self._journal.add_missing_film(number, str(error), final=True)
        except Failed as error:
            self._journal.add_missing_film(number, str(error), final=False)
            self._count_failure(error)
            return
        except (KeyError, TypeError):
            self._journal.add_missing_film(number, "an answer without the fields of a film", final=True)
        self._failures = 0

    async def poster(self, number: int) -> None:
        """Collect the poster of a film that has one."""
        if self._wanted.posters is None:
            return
        film, file, width = self._journal.film(number), poster_file(self._wanted.posters, number), self._wanted.width
        saved = self._journal.poster(number, width)
        if not film or not film["poster_path"] or saved is False or (saved and file.is_file()):
            return
        try:
            content = await self._tmdb.poster(self._images.base_url + self._wanted.width_name + film["poster_path"])
        except NotFound as error:
            self._journal.add_missing_poster(number, width, str(error), final=True)
        except Failed as error:
            self._journal.add_missing_poster(number, width, str(error), final=False)
        else:
            write_whole(file, content)
            self._journal.add_poster(number, width)

    def _count_failure(self, error: Failed) -> None:
        self._failures += 1
        if self._failures >= MOST_FAILURES:
            raise TmdbUnreachable("TMDB", f"{self._failures} films in a row failed, the last with {error}") from error


async def _for_each(numbers: Iterable[int], work: Callable[[int], Awaitable[None]]) -> None:
    """Call `work` for all numbers, `CONNECTIONS` at a time. The first exception ends the others."""
    waiting = iter(numbers)

    async def worker() -> None:
        for number in waiting:
            await work(number)

    tasks = [asyncio.create_task(worker()) for _ in range(CONNECTIONS)]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _write(wanted: Wanted, found: Found, journal: Journal) -> Collected:
    records = [record for number in found.ids if (record := journal.film(number))]
    if wanted.posters is not None:
        for record in records:
            file = poster_file(wanted.posters, record["id"])
            record["poster"] = file.name if file.is_file() else ""
    write_films(records, wanted.output)
    collected = count(wanted.output, found, records, journal, wanted.width if wanted.posters else None)
    report = json.dumps(collected.as_json(), indent=2, ensure_ascii=False) + "\n"
    write_whole(wanted.output.with_name(wanted.output.name + ".report.json"), report)
    write_whole(wanted.output.with_name(wanted.output.name + ".attribution.txt"), NOTICE)
    if wanted.posters is not None:
        write_whole(wanted.posters / "attribution.txt", NOTICE)
    return collected
