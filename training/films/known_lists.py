"""The two film lists that `download` fetches, and how they differ from other lists."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class KnownList:
    """A file of a Kaggle dataset.

    Attributes:
        handle: the dataset's name at Kaggle.
        file: name of the file.
        name: name in model cards.
        license: license in model cards.
    """

    handle: str
    file: str
    name: str
    license: str

    @property
    def source(self) -> dict[str, str]:
        """The list as `sources` of a pipeline's `meta.json` names it."""
        return {"name": self.name, "url": f"https://www.kaggle.com/datasets/{self.handle}", "license": self.license}


MOVIES = KnownList(
    "rounakbanik/the-movies-dataset",
    "movies_metadata.csv",
    "The Movies Dataset",
    "CC0; texts and genres from TMDB",
)
TMDB = KnownList(
    "asaniczka/tmdb-movies-dataset-2023-930k-movies",
    "TMDB_movie_dataset_v11.csv",
    "Full TMDB Movies Dataset",
    "ODC-BY; texts and genres from TMDB",
)

MOVIES_COLUMNS = frozenset(
    {"id", "title", "release_date", "overview", "genres", "belongs_to_collection", "original_title"}
)
"""Columns by which The Movies Dataset is recognised. Other lists of TMDB's films have no `belongs_to_collection`."""

RETIRED = frozenset({"Foreign"})
"""Genres that TMDB had retired when the extra films were listed. Those films say nothing about them."""


def is_movies_dataset(columns: Collection[str]) -> bool:
    """Return whether a list with these columns is The Movies Dataset."""
    return set(columns) >= MOVIES_COLUMNS


def find_source(file: str) -> dict[str, str]:
    """Return the entry in `sources` of the list with this file name; its name alone if it is not known."""
    name = file.removesuffix(".gz")
    return next((known.source for known in (MOVIES, TMDB) if known.file == name), {"name": file})
