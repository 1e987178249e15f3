"""Splits films into train, dev and test."""

import hashlib
from pathlib import Path

import pandas as pd

from training.errors import DataUnreadable
from training.films.readers import film_key
from training.films.table_file import read_table

PARTS = ("train", "dev", "test")

TEST_SHARE, DEV_SHARE = 0.22, 0.09


def split_by_hash(table: pd.DataFrame) -> "pd.Series[str]":
    """Return `train`, `dev` or `test` for each film, from a hash of its title and year.

    A film keeps its part when other films are added or removed. Films with the same title and year are in one part.
    """
    return film_key(table).map(part_of)


def split_by_file(table: pd.DataFrame, path: Path) -> "pd.Series[str]":
    """Return the part of each film, from the CSV file `path` with the columns `id` and `split`; NaN if it has none."""
    rows = read_table(path, ["id", "split"], "--split-by-hash needs no such file")
    splits = rows.drop_duplicates("id").set_index("id")["split"]
    unknown = set(splits) - set(PARTS)
    if unknown:
        raise DataUnreadable(path, f"its split column has {sorted(map(str, unknown))}, not just {', '.join(PARTS)}")
    return table["id"].map(splits)


def part_of(key: str) -> str:
    """Return `train`, `dev` or `test` for a film, from a hash of `key`."""
    digest = hashlib.sha256(key.encode(errors="replace")).digest()
    position = int.from_bytes(digest[:8], "big") / 2**64
    if position < TEST_SHARE:
        return "test"
    return "dev" if position < TEST_SHARE + DEV_SHARE else "train"
