"""The journal of a collection: every answer of TMDB, so that a run that was killed goes on where it stopped.

It is an SQLite database beside the output. SQLite commits each answer on its own, and survives SIGKILL and a full disk.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from training.errors import JournalUnusable

TABLES = """
CREATE TABLE IF NOT EXISTS settings (value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pages (query TEXT, page INTEGER, answer TEXT NOT NULL, PRIMARY KEY (query, page));
CREATE TABLE IF NOT EXISTS films (id INTEGER PRIMARY KEY, record TEXT, missing TEXT, final INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS posters (
    id INTEGER, width TEXT, missing TEXT, final INTEGER NOT NULL, PRIMARY KEY (id, width)
);
"""


class Journal:
    """Answers by page of a query, by film and by poster. Used in `with`.

    A film or poster is missing for a reason. The reason is final (TMDB does not have it), or it is not (TMDB did not
    answer): then the next run asks again.

    Raises:
        JournalUnusable: the file is another program's, is in use, cannot be written, or has other settings.
    """

    def __init__(self, path: Path, settings: dict[str, Any]) -> None:
        self.path = path
        with self._errors():
            self._database = sqlite3.connect(path, timeout=0, isolation_level=None)
            self._database.executescript("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;" + TABLES)
            self._database.execute("DELETE FROM films WHERE missing IS NOT NULL AND NOT final")
            self._database.execute("DELETE FROM posters WHERE missing IS NOT NULL AND NOT final")
            saved = self._database.execute("SELECT value FROM settings").fetchone()
            if saved is None:
                self._database.execute("INSERT INTO settings VALUES (?)", (json.dumps(settings),))
        if saved and json.loads(saved[0]) != settings:
            self.close()
            raise JournalUnusable(path, f"it is of a collection with {saved[0]}; name another --output, or --fresh")

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def page(self, query: str, page: int) -> dict[str, Any] | None:
        """Return the answer for a page; None if it has not been asked for."""
        found = self._one("SELECT answer FROM pages WHERE query = ? AND page = ?", query, page)
        return json.loads(found[0]) if found else None

    def add_page(self, query: str, page: int, answer: dict[str, Any]) -> None:
        """Keep the answer for a page."""
        self._run("INSERT OR REPLACE INTO pages VALUES (?, ?, ?)", query, page, json.dumps(answer))

    def has_film(self, number: int) -> bool:
        """Return whether the film has been answered for."""
        return self._one("SELECT 1 FROM films WHERE id = ?", number) is not None

    def film(self, number: int) -> dict[str, Any] | None:
        """Return the record of a film; None if it is missing."""
        found = self._one("SELECT record FROM films WHERE id = ?", number)
        return json.loads(found[0]) if found and found[0] else None

    def add_film(self, number: int, record: dict[str, Any]) -> None:
        """Keep the record of a film."""
        self._run("INSERT OR REPLACE INTO films VALUES (?, ?, NULL, 1)", number, json.dumps(record))

    def add_missing_film(self, number: int, reason: str, final: bool) -> None:
        """Keep the reason for which a film is missing."""
        self._run("INSERT OR REPLACE INTO films VALUES (?, NULL, ?, ?)", number, reason, final)

    def poster(self, number: int, width: str) -> bool | None:
        """Return True for a poster that was saved, False for one that is missing, None if there was no answer yet."""
        found = self._one("SELECT missing FROM posters WHERE id = ? AND width = ?", number, width)
        return None if found is None else found[0] is None

    def add_poster(self, number: int, width: str) -> None:
        """Note that the film's poster is on disk."""
        self._run("INSERT OR REPLACE INTO posters VALUES (?, ?, NULL, 1)", number, width)

    def add_missing_poster(self, number: int, width: str, reason: str, final: bool) -> None:
        """Keep the reason for which the film's poster is missing."""
        self._run("INSERT OR REPLACE INTO posters VALUES (?, ?, ?, ?)", number, width, reason, final)

    def count_films(self) -> int:
        """Return the number of films with a record."""
        found = self._one("SELECT count(*) FROM films WHERE record IS NOT NULL")
        return int(found[0]) if found else 0

    def missing_films(self) -> dict[int, str]:
        """Return id → reason of each missing film."""
        return dict(self._all("SELECT id, missing FROM films WHERE missing IS NOT NULL ORDER BY id"))

    def missing_posters(self, width: str) -> dict[int, str]:
        """Return id → reason of each missing poster."""
        statement = "SELECT id, missing FROM posters WHERE missing IS NOT NULL AND width = ? ORDER BY id"
        return dict(self._all(statement, width))

    def _run(self, statement: str, *values: Any) -> None:
        with self._errors():
            self._database.execute(statement, values)

    def _one(self, statement: str, *values: Any) -> Any:
        with self._errors():
            return self._database.execute(statement, values).fetchone()

    def _all(self, statement: str, *values: Any) -> list[Any]:
        with self._errors():
            return self._database.execute(statement, values).fetchall()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise JournalUnusable(self.path, _explain(error)) from error


def _explain(error: sqlite3.Error) -> str:
    if "locked" in str(error):
        return "another collection writes to it now"
    # An `OperationalError` is one of the system, such as a full disk, unless the tables are other ones.
    if isinstance(error, sqlite3.OperationalError) and "no such" not in str(error):
        return f"{error}; what was collected is kept: mend that, and run the same command again to go on"
    return f"{error}; --fresh begins a new one"
