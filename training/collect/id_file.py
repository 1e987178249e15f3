"""Reads a file of film ids: TMDB's daily export, or one id on each line.

The export is described at https://developer.themoviedb.org/docs/daily-id-exports. Each of its lines is a JSON object
with `id`, `popularity`, `adult` and `video`.
"""

import gzip
import json
from pathlib import Path
from typing import Any

from training.errors import DataNotFound, DataUnreadable


def read_ids(path: Path, min_popularity: float = 0.0, limit: int | None = None) -> tuple[int, ...]:
    """Return the ids in the file, which may be compressed (`.gz`).

    Of an export, adult films and videos are left out, and the most popular films come first. A list of plain ids keeps
    its order; the collection leaves out adult films.

    Args:
        path: the file.
        min_popularity: lowest popularity; only for an export.
        limit: number of films; None for all.

    Raises:
        DataNotFound, DataUnreadable: the file is missing or broken, or plain ids have no popularity.
    """
    if not path.is_file():
        raise DataNotFound(path, "name TMDB's daily export of movie ids, or a file with one id on each line")
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            lines = [line.strip() for line in file]
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise DataUnreadable(path, str(error)) from error
    films = [_parse(path, number, line) for number, line in enumerate(lines, 1) if line]
    if not films:
        raise DataUnreadable(path, "it has no ids")
    if min_popularity and any("popularity" not in film for film in films):
        raise DataUnreadable(path, "its ids have no popularity; leave --min-popularity out")
    films = [film for film in films if not film.get("adult") and not film.get("video")]
    films = [film for film in films if film.get("popularity", 0.0) >= min_popularity]
    films.sort(key=lambda film: -film.get("popularity", 0.0))
    return tuple(dict.fromkeys(film["id"] for film in films))[:limit]


def _parse(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        entry = json.loads(line)
        film: dict[str, Any] = entry if isinstance(entry, dict) else {"id": entry}
        if type(film["id"]) is not int or film["id"] <= 0:
            raise ValueError
    except (ValueError, KeyError) as error:
        raise DataUnreadable(
            path, f"line {number} is neither an id nor a line of TMDB's export: {line[:60]!r}"
        ) from error
    return film
