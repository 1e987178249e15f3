"""Finds the `.nfo` files in a folder, and the posters beside them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

POSTER_ENDINGS = (".jpg", ".jpeg", ".png", ".webp")


def find_nfo_files(folder: Path, on_error: Callable[[OSError], None]) -> Iterator[Path]:
    """Yield the `.nfo` files in `folder` and in all folders below it, sorted by name within each folder.

    Links are followed. A folder or file that several links lead to is visited once, so that loops of links end. Names
    that start with a dot are left out: recycle bins, and the `._NAME.nfo` files that macOS writes on network drives.

    Args:
        folder: where to start.
        on_error: called for each folder that cannot be read. The others are still visited.
    """
    visited: set[str] = set()

    def is_new(path: str) -> bool:
        real = os.path.realpath(path)
        new = real not in visited
        visited.add(real)
        return new

    for current, folders, files in os.walk(folder, onerror=on_error, followlinks=True):
        if not is_new(current):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(current, name)
            if path.suffix.lower() == ".nfo" and not name.startswith(".") and is_new(str(path)):
                yield path


def find_poster(nfo: Path, *, shared: bool) -> Path | None:
    """Return the poster of a film: `NAME-poster.jpg` beside `NAME.nfo`, `poster.jpg` or `folder.jpg`; None without one.

    Args:
        nfo: the file of the film.
        shared: whether the folder may have other films. The posters that name no film are left out if it has.
    """
    files = {path.name.lower(): path for path in nfo.parent.iterdir()}
    stems = [f"{nfo.stem.lower()}-poster"]
    if not shared or sum(name.endswith(".nfo") for name in files) == 1:
        stems += ["poster", "folder"]
    names = (stem + ending for stem in stems for ending in POSTER_ENDINGS)
    return next((files[name] for name in names if name in files), None)
