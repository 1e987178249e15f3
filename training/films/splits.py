"""Splits films into train, dev and test."""

import hashlib
from pathlib import Path

import pandas as pd

from training.config import MOVIES_DATASET_SPLITS
from training.errors import DataUnreadable
from training.films.cleaning import Films, film_key
from training.films.table_file import read_table

PARTS = ("train", "dev", "test")

TEST_SHARE, DEV_SHARE = 0.22, 0.09


def split_films(films: Films, path: Path, splits: Path | None = None, by_hash: bool = False) -> dict[str, pd.DataFrame]:
    """Return the films of train, dev and test. Films without a part are dropped from `films`.

    The first of these that is there says the part of a film: `by_hash`, `splits`, the list's column `split`, and for
    The Movies Dataset the split of the published scores. Other lists are split by a hash of title and year.

    Args:
        films: the films.
        path: file of the list, for messages.
        splits: CSV file with the columns `id` and `split`.
        by_hash: whether to split by a hash of title and year in any case.

    Raises:
        DataNotFound, DataUnreadable: `splits` cannot be used, the column has other values, or a part has no film.
    """
    if splits is None and films.published_split and "split" not in films.table:
        splits = MOVIES_DATASET_SPLITS
    own_parts = not by_hash and splits is None and "split" in films.table
    if by_hash:
        films.table["split"] = split_by_hash(films.table)
    elif splits:
        films.table["split"] = split_by_file(films.table, splits)
        films.drop("not in the file of splits", films.table["split"].isna())
    elif "split" not in films.table:
        films.table["split"] = split_by_hash(films.table)
    table = films.table
    unknown = sorted(set(table["split"]) - set(PARTS))
    if unknown:
        raise DataUnreadable(path, f"its column split has {', '.join(map(repr, unknown))}, not just {', '.join(PARTS)}")
    parts = {part: table[table["split"] == part] for part in PARTS}
    empty = [part for part, rows in parts.items() if rows.empty]
    if empty:
        remedy = (
            "; assign some in its column split, or add --split-by-hash to split all films anew" if own_parts else ""
        )
        raise DataUnreadable(path, f"of its {len(table):,} usable films none is left for {' and '.join(empty)}{remedy}")
    return parts


def split_by_hash(table: pd.DataFrame) -> "pd.Series[str]":
    """Return `train`, `dev` or `test` for each film, from a hash of its title and year.

    A film keeps its part when other films are added or removed. Films with the same title and year are in one part.
    """
    return film_key(table).map(part_of)


def split_by_file(table: pd.DataFrame, path: Path) -> "pd.Series[str]":
    """Return the part of each film, from the CSV file `path` with the columns `id` and `split`; NaN if it has none."""
    rows = read_table(path, ["id", "split"], "--split-by-hash needs no such file").cells
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
