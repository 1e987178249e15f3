"""Computes features of many posters, with progress, and caches them."""

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from movie_classifier.poster.decode import open_poster
from movie_classifier.poster.network import ImageNetwork
from training.poster_model.films import PosterFilms

BATCH = 32

Array = NDArray[Any]


def network_features(file: Path, parts: Sequence[PosterFilms], cache: Path) -> list[Array]:
    """Return the features of the posters of each part, as the service computes them.

    Args:
        file: the network, an ONNX file.
        parts: films with posters.
        cache: folder of the cache.
    """
    network, digest = ImageNetwork(file), sha256(file.read_bytes()).hexdigest()

    def compute(posters: Sequence[bytes]) -> Array:
        return np.concatenate([network.features([open_poster(poster)]) for poster in posters])

    return [
        cached(cache, "features", [part.hash, digest], partial(map_posters, compute, part.posters, "features"))
        for part in parts
    ]


def map_posters(compute: Callable[[Sequence[bytes]], Array], posters: Sequence[bytes], name: str) -> Array:
    """Return `compute` of all posters, a batch at a time, concatenated. `name` labels the progress bar."""
    batches = range(0, len(posters), BATCH)
    with tqdm(batches, desc=name, unit=" batches", disable=None) as progress:
        return np.concatenate([compute(posters[first : first + BATCH]) for first in progress])


def cached(folder: Path, name: str, key: Sequence[str], compute: Callable[[], Array]) -> Array:
    """Return the array that is cached under `name` and `key`, or else compute and cache it.

    Args:
        folder: folder of the cache.
        name: readable part of the file's name.
        key: everything that the array depends on.
        compute: makes the array.
    """
    path = folder / f"{name}-{sha256(chr(0).join(key).encode()).hexdigest()[:16]}.npy"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial.npy")
        np.save(partial, compute())
        partial.replace(path)  # an interrupted write is not read as a result
    array: Array = np.load(path)
    return array
