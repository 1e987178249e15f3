"""Reads a file, and replaces it in one step."""

import itertools
import os
import shutil
import stat
import tempfile
from pathlib import Path

from movie_classifier.errors import MovieClassifierError


class FileLeftAlone(MovieClassifierError):
    """Raised when a file cannot be read or replaced without losing something. The file is unchanged."""


def read_file(path: Path, max_bytes: int) -> bytes:
    """Return the first `max_bytes` + 1 bytes of a file.

    Raises:
        FileLeftAlone: it is not a file, but a pipe or a device, for example.
        OSError: it cannot be read.
    """
    # Opening a pipe waits for a writer, unless the call must not block.
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0))) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise FileLeftAlone("it is not a regular file")
        return file.read(max_bytes + 1)


def replace_file(path: Path, old: bytes, new: bytes, *, backup: bool = False) -> None:
    """Replace the content of a file in one step: whoever reads it sees the old content or the new one.

    The new content is written to a temporary file in the same folder, which then takes the name of the file. Mode,
    owner and extended attributes stay. If `path` is a link, the file that it leads to is replaced.

    Args:
        path: the file.
        old: content that it must still have.
        new: content that it gets.
        backup: whether to keep the old file as `NAME.bak`, or `NAME.bak2` and so on if that exists.

    Raises:
        FileLeftAlone: the file is read-only, has another content than `old`, or has an owner that cannot be kept.
        OSError: the file has disappeared, the disk is full, or the folder is read-only, for example.
    """
    target = path.resolve(strict=True)
    state = target.stat()
    if not state.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise FileLeftAlone("it is read-only")
    temporary = _write_beside(target, state, new)
    try:
        if target.read_bytes() != old:
            raise FileLeftAlone("it has changed since it was read")
        if backup:
            _keep_backup(target, old)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(target.parent)


def _write_beside(target: Path, state: os.stat_result, data: bytes) -> Path:
    """Write `data` to a new file beside `target`, with the same mode, owner and attributes."""
    descriptor, name = tempfile.mkstemp(prefix=".nfo-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            _keep_owner(file.fileno(), state)
            shutil.copystat(target, name)
            os.utime(name)  # media servers notice changes by this time
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _keep_owner(descriptor: int, state: os.stat_result) -> None:
    own = os.fstat(descriptor)
    if (own.st_uid, own.st_gid) != (state.st_uid, state.st_gid):
        try:
            os.fchown(descriptor, state.st_uid, state.st_gid)
        except PermissionError as error:
            raise FileLeftAlone("its owner cannot be kept; run this as its owner") from error


def _keep_backup(target: Path, data: bytes) -> None:
    """Write `data` to the first of `NAME.bak`, `NAME.bak2` and so on that does not exist."""
    for number in itertools.count(1):
        backup = target.with_name(f"{target.name}.bak{number if number > 1 else ''}")
        try:
            file = backup.open("xb")
        except FileExistsError:
            continue
        try:
            with file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            shutil.copystat(target, backup)
        except BaseException:
            backup.unlink()  # half a backup would pass for a whole one
            raise
        return


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names of the files in a folder. Windows has no such call."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
