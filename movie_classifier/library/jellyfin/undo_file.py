"""The undo file: the old and new genres of each film, as JSON Lines, written before the server gets the new ones."""

import json
import os
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import BinaryIO

from movie_classifier.errors import MovieClassifierError
from movie_classifier.library.replace import sync_folder

NAME = "jellyfin-undo"


class UndoFileInvalid(MovieClassifierError):
    """Raised when a file is no undo file."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(f"{path}: line {line} is no change of a film; name a file that `library --jellyfin` wrote")


@dataclass(frozen=True)
class Change:
    """A film whose genres are replaced.

    Attributes:
        server: identifier of the server.
        id: identifier of the film.
        title: title and year.
        old_genres: genres before.
        new_genres: genres after.
    """

    server: str
    id: str
    title: str
    old_genres: tuple[str, ...]
    new_genres: tuple[str, ...]


class UndoFile:
    """Writes an undo file. It appears with the first change, under a name that no file has yet.

    Args:
        folder: where the file appears.

    Attributes:
        path: the file; None before the first change.
    """

    def __init__(self, folder: Path) -> None:
        self.path: Path | None = None
        self._folder = folder
        self._size = 0

    def add(self, change: Change) -> None:
        """Write a change, and wait until the disk has it."""
        line = json.dumps(asdict(change), ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
        with self._open() as file:
            self._size = file.seek(0, os.SEEK_END)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def withdraw(self) -> None:
        """Remove the last change, which the server has not made, and the file if it was the only one."""
        assert self.path is not None
        with self._open() as file:
            file.truncate(self._size)
            os.fsync(file.fileno())
        if self._size == 0:
            self.path.unlink()
            self.path = None

    def _open(self) -> BinaryIO:
        if self.path is not None:
            return self.path.open("r+b")
        for number in count(1):
            path = self._folder / f"{NAME}{f'-{number}' if number > 1 else ''}.jsonl"
            try:
                file = path.open("xb")
            except FileExistsError:
                continue
            self.path = path
            sync_folder(self._folder)
            return file
        raise AssertionError  # count() does not end


def read_undo_file(path: Path) -> list[Change]:
    """Return the changes in a file. A last line that was cut off is left out: the server has not made that change.

    Raises:
        UndoFileInvalid: a line is no change.
    """
    changes = []
    *lines, _ = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines, 1):
        try:
            values = json.loads(line)
            change = Change(
                values["server"], values["id"], values["title"],
                tuple(values["old_genres"]), tuple(values["new_genres"]),
            )  # fmt: skip
            texts = (change.server, change.id, change.title, *change.old_genres, *change.new_genres)
            if not all(isinstance(text, str) for text in texts):
                raise TypeError("not text")
        except (ValueError, KeyError, TypeError) as error:
            raise UndoFileInvalid(path, number) from error
        changes.append(change)
    return changes
