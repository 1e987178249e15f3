"""The measures of all cells, and their means over the draws."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from typing import Any


@dataclass(frozen=True)
class Point:
    """The measures of one cell.

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
        inputs: name of the method and hash of all that the predictions depend on; see `cell_path`.
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

    @property
    def key(self) -> tuple[str, str, int | None, int, int, int, int]:
        """Which cell it is: list, method, draw and numbers of films."""
        return self.films, self.method, self.drawn, self.seed, self.train, self.dev, self.test


@dataclass(frozen=True)
class Results:
    """All points.

    Attributes:
        points: in the order in which they were measured.
        methods: names of the methods, in the order of the table.
    """

    points: tuple[Point, ...]
    methods: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return all points for the JSON file."""
        return {"points": [asdict(point) for point in self.points]}

    @property
    def lists(self) -> list[str]:
        """Names of the lists."""
        return list(dict.fromkeys(point.films for point in self.points))

    def sizes(self, films: str) -> list["Size"]:
        """Return the sizes that were drawn from a list, in ascending order."""
        drawn = {point.drawn for point in self.points if point.films == films}
        sizes = []
        for each in sorted(drawn, key=lambda number: number or math.inf):
            points = [point for point in self.points if (point.films, point.drawn) == (films, each)]
            train, dev = (round(mean(getattr(point, part) for point in points)) for part in ("train", "dev"))
            sizes.append(Size(each, train, dev))
        return sizes

    def draws(self, films: str, method: str, size: "Size") -> list[Point]:
        """Return the points of one method on the lists of one size."""
        return [each for each in self.points if (each.films, each.method, each.drawn) == (films, method, size.drawn)]


@dataclass(frozen=True)
class Size:
    """The size of the lists that were drawn from a list.

    Attributes:
        drawn: number of train films that were drawn; None for all.
        train, dev: numbers of train and dev films that `prepare` kept: the means over the draws, rounded.
    """

    drawn: int | None
    train: int
    dev: int


@dataclass(frozen=True)
class Spread:
    """Mean, lowest and highest value over draws."""

    mean: float
    low: float
    high: float
    draws: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Summarize at least one value."""
        return cls(mean(values), min(values), max(values), len(values))


def read_points(path: Path) -> tuple[Point, ...]:
    """Return the points that are in the JSON file `path`; none if there is no such file."""
    if not path.is_file():
        return ()
    return tuple(Point(**row) for row in json.loads(path.read_text(encoding="utf-8"))["points"])
