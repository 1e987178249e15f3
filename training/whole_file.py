"""Writes files that are whole or not there, whatever happens on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path beside `path` to write to, and rename what is there to `path` at the end.

    If that fails, because the disk is full for example, an older file at `path` stays as it was.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        yield partial
        partial.replace(path)
    except BaseException:
        if partial.is_file():
            partial.unlink()
        raise


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file by `whole_file`."""
    with whole_file(path) as partial:
        partial.write_bytes(content.encode() if isinstance(content, str) else content)
