"""Measures every method on lists of several sizes, and writes the table, a JSON file and the plot."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lab.comparison.entry import check_names
from lab.comparison.methods.base import LabelledTexts, Method
from lab.comparison.rows import write_report
from lab.comparison.split import Split, prepare_films
from lab.comparison.transfer.cells import Predictions, cell_path, load_cell, run_cell, save_cell
from lab.comparison.transfer.entries import Entry, make_entries
from lab.comparison.transfer.film_lists import FilmList
from lab.comparison.transfer.plot import write_plot
from lab.comparison.transfer.results import Point, Results, read_points
from lab.comparison.transfer.table import report
from lab.errors import MethodUnavailable
from movie_classifier.film import Film, film_text
from movie_classifier.model.genres import FIVE_GENRES
from training.config import Plan
from training.evaluation.metrics import decision_metrics, ranking_metrics
from training.evaluation.scores import Scores
from training.evaluation.thresholds import threshold_by_genre
from training.films.cleaning import text_key

SIZES: tuple[int | None, ...] = (300, 1_000, 3_000, 10_000, None)
"""Numbers of train films; None for all."""


@dataclass(frozen=True)
class Experiment:
    """The lists and the settings of a learning curve.

    Attributes:
        movies: the list whose train films the shipped pipeline has learned from.
        others: other lists. Forgetting is measured on the test films of `movies` that such a list does not have.
        plan: config with which the lists are prepared.
        configs: folder of the training configs.
        shipped: folder of the shipped pipeline.
        cache: folder of cached cells.
        sizes: numbers of train films; None for all.
        seeds: number of draws of each size.
    """

    movies: FilmList
    others: tuple[FilmList, ...]
    plan: Plan
    configs: Path
    shipped: Path
    cache: Path
    sizes: tuple[int | None, ...] = SIZES
    seeds: int = 3


@dataclass(frozen=True)
class Cell:
    """A method on films that are drawn from a list."""

    films: FilmList
    drawn: int | None
    split: Split
    old: LabelledTexts | None
    entry: Entry
    seed: int

    @property
    def method(self) -> Method:
        """The method, with the seed."""
        return self.entry.method(self.seed)

    @property
    def title(self) -> str:
        """What the cell measures, for a line of progress."""
        return f"{self.films.name}, {len(self.split.train):,} films, draw {self.seed + 1}, {self.entry.name}"

    @property
    def key(self) -> tuple[str, str, int | None, int, int, int, int]:
        """Which point of a table this is; see `Point.key`."""
        sizes = (len(self.split.train), len(self.split.dev), len(self.split.test))
        return (self.films.name, self.entry.name, self.drawn, self.seed, *sizes)

    def path(self, cache: Path) -> Path:
        """Return the path of the cached predictions; see `cell_path`."""
        return cell_path(cache, f"{self.films.name} {self.entry.name}", self.method, self.split, self.old)


def measure_transfer(
    experiment: Experiment,
    results: Path,
    only: Sequence[str] = (),
    fresh: bool = False,
    echo: Callable[[str], None] = print,
) -> list[str]:
    """Write `transfer.md`, `transfer.json` and `transfer.svg` to `results`, and return the lines of the first.

    A result of the table in `results` is kept if nothing has changed that it depends on. One that is not measured
    again, because its method is not selected or lacks a model, is carried over if it is of the same draw and of as many
    films.

    Args:
        experiment: lists and settings.
        results: output folder.
        only: names of methods to run. Others are in the table as far as they were measured before. Empty for all.
        fresh: whether the results of the table are measured again.
        echo: called with each line of progress.

    Raises:
        UnknownMethod: `only` names an unknown method.
        MethodUnavailable: a config or the shipped pipeline is missing.
        DataUnreadable: a drawn list is too short for `prepare --films`.
    """
    entries = make_entries(experiment.configs, experiment.shipped)
    names = [entry.name for entry in entries]
    check_names(only, names)
    table = read_points(results / "transfer.json")
    earlier = {} if fresh else {point.inputs: point for point in table}
    carried = {point.key: point for point in table}
    points = []
    for cell in _cells(experiment, entries):
        path = cell.path(experiment.cache)
        if path.name in earlier:
            echo(f"{cell.title}: in the table")
            points.append(earlier[path.name])
        elif predictions := _cached_or_run(cell, path, not only or cell.entry.name in only, echo):
            points.append(_measure(cell, predictions, experiment.shipped, path.name))
        elif cell.key in carried:
            echo(f"{cell.title}: carried over from the table")
            points.append(carried[cell.key])
    measured = Results(tuple(points), tuple(names))
    lines = report(measured)
    write_report(results, "transfer", lines, measured.as_json())
    write_plot(measured, results / "transfer.svg")
    return lines


def _cells(experiment: Experiment, entries: Sequence[Entry]) -> Iterator[Cell]:
    """Yield all cells, the first draw of every size before the second one, so that a table can be made early."""
    single = {size for entry in entries for size in entry.sizes}
    sizes = sorted({*experiment.sizes, *single}, key=lambda size: size or math.inf)
    for seed in range(experiment.seeds):
        for films in (experiment.movies, *experiment.others):
            train_films = (films.table["split"] == "train").sum()
            for size in sizes:
                if size is not None and size >= train_films:
                    continue
                measured = [
                    entry
                    for entry in entries
                    if (size in experiment.sizes or size in entry.sizes)
                    and (entry.seeded or size is not None or seed == 0)
                ]
                if not measured:
                    continue
                split = prepare_films(films.draw(size, seed), experiment.plan)
                old = None if films is experiment.movies else _old_films(experiment.movies, films, split.test.labels)
                for entry in measured:
                    yield Cell(films, size, split, old, entry, seed)


def _old_films(movies: FilmList, films: FilmList, labels: tuple[str, ...]) -> LabelledTexts:
    """Return the test films of `movies` whose title is not in the list `films`."""
    table = movies.table[movies.table["split"] == "test"]
    table = table[~text_key(table["title"]).isin(text_key(films.table["title"]))]
    texts = [film_text(Film(title, plot)) for title, plot in zip(table["title"], table["plot"], strict=True)]
    truth = [[label in of_film for label in labels] for of_film in table["labels"]]
    return LabelledTexts(labels, tuple(texts), np.array(truth, np.float32).reshape(len(texts), len(labels)))


def _cached_or_run(cell: Cell, path: Path, wanted: bool, echo: Callable[[str], None]) -> Predictions | None:
    predictions = load_cell(path)
    if predictions is not None or not wanted:
        echo(f"{cell.title}: {'not run' if predictions is None else 'cached'}")
        return predictions
    echo(f"{cell.title}: starts")
    try:
        predictions = run_cell(cell.method, cell.split, cell.old)
    except MethodUnavailable as error:
        echo(f"{cell.title}: left out, {error}")
        return None
    save_cell(path, predictions)
    echo(f"{cell.title}: {predictions.seconds:,.0f} s")
    return predictions


def _measure(cell: Cell, predictions: Predictions, shipped: Path, inputs: str) -> Point:
    split, thresholds = cell.split, threshold_by_genre(cell.split.dev.scored(predictions.dev))
    old = None
    if cell.old is not None and predictions.old is not None:
        own = thresholds if cell.entry.trained else _stored_thresholds(shipped)
        old = {"films": len(cell.old), **_measures(cell.old.scored(predictions.old), own)}
    return Point(
        cell.films.name, cell.entry.name, len(split.train), len(split.dev), len(split.test), cell.seed,
        _measures(split.test.scored(predictions.test), thresholds),
        round(predictions.seconds, 1) if cell.entry.trained else 0.0, old, inputs, cell.drawn,
    )  # fmt: skip


def _measures(scores: Scores, thresholds: dict[str, float]) -> dict[str, float]:
    decided = decision_metrics(scores, thresholds)
    measures = {key: decided[key] for key in ("micro_f1", "macro_f1")} | ranking_metrics(scores)
    if set(FIVE_GENRES) <= set(scores.labels):
        measures["five_genres"] = decision_metrics(scores.only(FIVE_GENRES), thresholds)["micro_f1"]
    return measures


def _stored_thresholds(pipeline: Path) -> dict[str, float]:
    """Return label → threshold of the pipeline.

    Raises:
        MethodUnavailable: the pipeline has none.
    """
    thresholds: dict[str, float] | None = json.loads((pipeline / "meta.json").read_text(encoding="utf-8")).get(
        "thresholds"
    )
    if thresholds is None:
        raise MethodUnavailable(f"the pipeline {pipeline} has no thresholds")
    return thresholds
