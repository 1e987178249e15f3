"""The measures of each way to train on each list, and their means over the draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

MEASURES = {
    "micro_f1": "micro-F1",
    "macro_f1": "macro-F1",
    "top_genre_precision": "top genre",
    "five_genres": "micro-F1, five genres",
}
"""Key of a measure in the tables → its title. Values are in [0, 1]."""


@dataclass(frozen=True)
class Point:
    """The measures of one cell of the table on one draw.

    Attributes:
        films: name of the list.
        method: name of the method.
        train, dev, test: numbers of films.
        seed: seed of the draw and of the training.
        measures: `micro_f1`, `macro_f1`, `top_genre_precision`, `average_precision` and `calibration_error` on the test
            films, and `five_genres` (micro-F1 on films with one of five genres) if the list has them.
        seconds: CPU seconds of training on one thread.
        old: the same measures on films of the shipped pipeline's list that this list does not have, and `films`, their
            number; None if it was not measured.
        inputs: name of the method and hash of all that the predictions depend on; see `Runs.path`.
        drawn: number of train films that were drawn, of which `prepare` keeps `train`; None for all films of the list.
    """

    films: str
    method: str
    train: int
    dev: int
    test: int
    seed: int
    measures: dict[str, float]
    seconds: float
    old: dict[str, float] | None = None
    inputs: str = ""
    drawn: int | None = None

    def is_like(self, other: "Point") -> bool:
        """Return whether both are of the same cell and draw, with the same numbers of films."""
        names = ("films", "method", "drawn", "seed", "train", "dev", "test")
        return all(getattr(self, name) == getattr(other, name) for name in names)


def points_table(points: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return a row for each point of the JSON file, with columns such as `measures.micro_f1` and `old.micro_f1`.

    `drawn` is infinite for all films of a list. `kept_train` and `kept_dev` are the numbers of films that `prepare`
    kept of a list of that size: the means over the draws, rounded.
    """
    table = pd.json_normalize(list(points)).astype({"drawn": float}).fillna({"drawn": np.inf})
    for column in ("measures.five_genres", "old.films", *(f"old.{name}" for name in MEASURES)):
        table[column] = table.get(column, np.nan)
    kept = table.groupby(["films", "drawn"])[["train", "dev"]].transform("mean").round().astype(int)
    return table.join(kept.add_prefix("kept_"))
