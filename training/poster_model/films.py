"""Reads posters and the texts of their films, from a Parquet file or from a folder that `collect` made."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from movie_classifier.film import Film, film_text
from movie_classifier.poster.decode import is_readable
from training.errors import DataNotFound, DataUnreadable
from training.evaluation.labelled_texts import LabelledTexts
from training.films.film_list import read_film_list
from training.films.splits import PARTS, split_by_hash

ID_COLUMNS = ("id", "tmdb_id")


@dataclass(frozen=True)
class PosterFilms:
    """n films with their posters.

    Attributes:
        films: labels, texts and genres. A film of the train part may have an empty text.
        posters: the n image files.
    """

    films: LabelledTexts
    posters: tuple[bytes, ...]

    def __len__(self) -> int:
        return len(self.posters)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the films and the posters, in hexadecimal."""
        digest = sha256(self.films.hash.encode())
        for poster in self.posters:
            digest.update(sha256(poster).digest())
        return digest.hexdigest()


@dataclass(frozen=True)
class PosterSplit:
    """Train, dev and test films with posters.

    Attributes:
        train, dev, test: the parts.
        dropped: reason → number of posters that are not in them.
    """

    train: PosterFilms
    dev: PosterFilms
    test: PosterFilms
    dropped: dict[str, int] = field(default_factory=dict)


def read_posters(
    posters: Path, lists: Sequence[Path], labels: tuple[str, ...], check: Callable[[Sequence[bytes]], Sequence[bool]]
    | None = None,
) -> PosterSplit:  # fmt: skip
    """Read posters, and join the texts of their films by id.

    Genres and parts come from the Parquet file if it has them, otherwise from the lists. Films without a part are split
    by a hash of title and year. Films of dev and test need a text, so that all methods are measured on the same films.

    Args:
        posters: Parquet file with the columns `id` or `tmdb_id`, `jpeg`, and maybe `genres` and `split`; or a folder of
            `ID.jpg`.
        lists: lists of films that `prepare --films` reads.
        labels: genres that are predicted.
        check: says which posters can be decoded; `is_readable` for each by default.

    Raises:
        DataNotFound, DataUnreadable, ColumnNotFound: a file is missing or has other columns, or a part has no film.
    """
    table, texts = _read_pictures(posters), _read_texts(lists)
    dropped = {"no film with this id in the lists": 0}
    for column in ("text", "genres", "split"):
        found = table["id"].map(texts[column]) if column in texts else pd.Series(None, index=table.index, dtype=object)
        table[column] = table[column].where(table[column].notna(), found) if column in table else found
    table["text"] = table["text"].fillna("")
    unknown = table["genres"].isna() | table["split"].isna()
    dropped["no film with this id in the lists"] = int(unknown.sum())
    table = table[~unknown]
    silent = (table["text"] == "") & (table["split"] != "train")
    dropped["no description, in dev or test"] = int(silent.sum())
    table = table[~silent]
    readable = np.array((check or _check)(list(table["jpeg"])), dtype=bool)
    dropped["a poster that cannot be decoded"] = int((~readable).sum())
    table = table[readable]
    no_label = table["genres"].map(set(labels).isdisjoint).to_numpy(dtype=bool)
    dropped["none of the genres"] = int(no_label.sum())
    parts = {part: table[~no_label & (table["split"] == part).to_numpy()] for part in PARTS}
    empty = [part for part, films in parts.items() if films.empty]
    if empty:
        raise DataUnreadable(posters, f"no film with a poster and a text is left for {' and '.join(empty)}")
    train, dev, test = (_part(films, labels) for films in parts.values())
    return PosterSplit(train, dev, test, dropped)


def _part(table: pd.DataFrame, labels: tuple[str, ...]) -> PosterFilms:
    truth = np.array([[label in set(genres) for label in labels] for genres in table["genres"]], dtype=np.float32)
    return PosterFilms(LabelledTexts(labels, tuple(table["text"]), truth), tuple(table["jpeg"]))


def _read_pictures(posters: Path) -> pd.DataFrame:
    """Return a table with `id` (text), `jpeg` (bytes), and maybe `genres` and `split`."""
    if posters.is_dir():
        files = sorted(posters.glob("*.jpg"))
        if not files:
            raise DataUnreadable(
                posters, "it has no posters named ID.jpg; `python -m training collect --posters` makes it"
            )
        return pd.DataFrame({"id": [file.stem for file in files], "jpeg": [file.read_bytes() for file in files]})
    if not posters.is_file():
        raise DataNotFound(posters, "name a Parquet file of posters, or a folder that `collect --posters` made")
    try:
        table = pd.read_parquet(posters)
    except (ValueError, OSError) as error:
        raise DataUnreadable(posters, str(error)) from error
    number = next((column for column in ID_COLUMNS if column in table), None)
    if number is None or "jpeg" not in table:
        raise DataUnreadable(posters, f"it needs the columns id and jpeg, and has {', '.join(table)}")
    kept = [column for column in ("jpeg", "genres", "split") if column in table]
    return table[kept].assign(id=table[number].astype(str)).drop_duplicates("id").reset_index(drop=True)


def _read_texts(lists: Sequence[Path]) -> dict[str, Mapping[str, Any]]:
    """Return `text`, `genres` and `split`, each by id. The first list that has a film counts."""
    tables = [read_film_list(path).table for path in lists]
    table = pd.concat(tables).drop_duplicates("id").set_index("id", drop=False)
    table["split"] = table["split"].fillna(split_by_hash(table)) if "split" in table else split_by_hash(table)
    films = map(Film, table["title"], table["description"])
    texts = pd.Series([film_text(film) for film in films], index=table.index)
    return {"text": texts, "genres": table["genres"], "split": table["split"]}


def _check(posters: Sequence[bytes]) -> list[bool]:
    return [is_readable(poster) for poster in posters]
