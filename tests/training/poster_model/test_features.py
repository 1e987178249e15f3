from pathlib import Path

import numpy as np
import pytest

from training.poster_model.features import BATCH, cached, map_posters


def test_batches_are_joined_in_order() -> None:
    posters = [bytes(number) for number in range(BATCH * 2 + 3)]
    sizes: list[int] = []

    def lengths(batch: list[bytes]) -> np.ndarray:
        sizes.append(len(batch))
        return np.array([[len(poster)] for poster in batch])

    assert map_posters(lengths, posters, "test")[:, 0].tolist() == list(range(len(posters)))
    assert sizes == [BATCH, BATCH, 3]


def test_an_array_is_computed_once_for_each_key(tmp_path: Path) -> None:
    calls: list[int] = []

    def compute() -> np.ndarray:
        calls.append(1)
        return np.arange(3)

    for key in (["a"], ["a"], ["b"]):
        assert cached(tmp_path / "cache", "name", key, compute).tolist() == [0, 1, 2]
    assert len(calls) == 2


def test_what_fails_is_not_cached(tmp_path: Path) -> None:
    def fail() -> np.ndarray:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cached(tmp_path, "name", ["a"], fail)
    assert cached(tmp_path, "name", ["a"], lambda: np.ones(1)).tolist() == [1]
