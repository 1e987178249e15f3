"""Files that survive a crash, and moves between file systems."""

import errno
import os
import shutil
from pathlib import Path
from typing import IO


def write_all(file: IO[bytes], data: bytes) -> int:
    """Write all of `data` to an unbuffered file, and sync it to the disk. Return the number of bytes."""
    if not data:
        return 0
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]
    os.fsync(file.fileno())
    return len(data)


def follow_link(path: Path) -> Path:
    """Return the file that a link leads to, or else the absolute path."""
    return Path(os.path.realpath(path))


def move(source: Path, target: Path) -> None:
    """Rename a file, or copy it if `target` is on another file system: it appears there whole or not at all."""
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy = target.with_name(f"{target.name}.partial")
        shutil.copyfile(source, copy)
        sync(copy)
        copy.replace(target)


def sync(path: Path) -> None:
    """Sync a file or a folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
