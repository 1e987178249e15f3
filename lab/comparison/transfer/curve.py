"""Measures every method on lists of several sizes, and writes the table, a JSON file and the plot."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from lab.comparison.entry import Entry
from lab.comparison.methods.base import LabelledTexts
from lab.comparison.plots import write_svg
from lab.comparison.rows import read_report, write_report
from lab.comparison.runs.cache import Run
from lab.comparison.runs.run import Runs
from lab.comparison.split import prepare_films
from lab.comparison.transfer.entries import LOGISTIC, make_entries
from lab.comparison.transfer.film_lists import FilmList
from lab.comparison.transfer.plot import plot_curve
from lab.comparison.transfer.point import Point
from lab.comparison.transfer.table import report
from lab.errors import MethodUnavailable
from movie_classifier.errors import MissingExtra
from movie_classifier.film import Film, film_text
from movie_classifier.model.genres import FIVE_GENRES
from training.config import Plan
from training.evaluation.metrics import decision_metrics, ranking_metrics
from training.evaluation.scores import Scores
from training.evaluation.thresholds import threshold_by_genre
from training.films.cleaning import text_key

SIZES: tuple[int | None, ...] = (300, 1_000, 3_000, 5_000, 10_000, None)
"""Numbers of train films; None for all."""

QUICK_SIZE = 5_000
"""Number of train films on which only the quickest method is measured."""


@dataclass(frozen=True)
class Experiment:
    """The lists and the settings of a learning curve.

    Attributes:
        movies: the list whose train films the shipped pipeline has learned from.
        others: other lists. Forgetting is measured on the test films of `movies` that such a list does not have.
        plan: config with which the lists are prepared.
        configs: folder of the training configs.
        shipped: folder of the shipped pipeline.
        sizes: numbers of train films; None for all.
        seeds: number of draws of each size.
    """

    movies: FilmList
    others: tuple[FilmList, ...]
    plan: Plan
    configs: Path
    shipped: Path
    sizes: tuple[int | None, ...] = SIZES
    seeds: int = 3


@dataclass(frozen=True)
class Cell:
    """A method on films that are drawn from a list: `parts` has `train`, `dev`, `test`, and perhaps `old`."""

    films: str
    drawn: int | None
    seed: int
    entry: Entry
    parts: dict[str, LabelledTexts]


def measure_transfer(experiment: Experiment, results: Path, runs: Runs) -> list[str]:
    """Write `transfer.md`, `transfer.json` and `transfer.svg` to `results`, and return the lines of the first.

    A result of the table in `results` is kept if nothing has changed that it depends on, unless `runs` are fresh. One
    that is not measured again, because its method is not selected or lacks a model, is carried over if it is of the
    same draw and of as many films.

    Args:
        experiment: lists and settings.
        results: output folder.
        runs: runs the methods. What is cached is not run again, also if they are fresh.

    Raises:
        UnknownMethod: an unknown method is selected.
        MethodUnavailable: a config or the shipped pipeline is missing.
        DataUnreadable: a drawn list is too short for `prepare --films`.
    """
    runs.check(make_entries(experiment.configs, experiment.shipped, 0))
    table = [Point(**row) for row in read_report(results, "transfer").get("points", [])]
    kept = {} if runs.fresh else {point.inputs: point for point in table}
    runs, points = replace(runs, fresh=False), list[Point]()
    for cell in _cells(experiment):
        inputs = runs.path(cell.entry, cell.parts, cell.films).name
        title = f"{cell.films}, {len(cell.parts['train']):,} films, draw {cell.seed + 1}, {cell.entry.name}"
        if inputs in kept:
            runs.echo(f"{title}: in the table")
            points.append(kept[inputs])
            continue
        try:
            run = runs.get(cell.entry, cell.parts, cell.films, title)
            points.append(_measure(cell, run, experiment.shipped, inputs))
        except (MethodUnavailable, MissingExtra) as error:
            same = [point for point in table if point.is_like(_point(cell))]
            runs.echo(f"{title}: {'carried over from the table' if same else 'left out'}, {error}")
            points += same[-1:]
    numbers = {"points": [asdict(point) for point in points]}
    write_report(results, "transfer", report(numbers), numbers)
    write_svg(plot_curve(numbers), results / "transfer.svg")
    return report(numbers)


def _cells(experiment: Experiment) -> Iterator[Cell]:
    """Yield all cells, the first draw of every size before the second one, so that a table can be made early."""
    first = make_entries(experiment.configs, experiment.shipped, 0)
    for seed in range(experiment.seeds):
        entries = make_entries(experiment.configs, experiment.shipped, seed)
        for films in (experiment.movies, *experiment.others):
            for size in experiment.sizes:
                if size is not None and size >= (films.table["split"] == "train").sum():
                    continue
                measured = [entry for entry in entries if size != QUICK_SIZE or entry.name == LOGISTIC]
                if size is None and seed:  # the films are the same, so a method without a seed gives the same result
                    measured = [entry for entry in measured if entry not in first]
                split = prepare_films(films.draw(size, seed), experiment.plan)
                parts = {"train": split.train, "dev": split.dev, "test": split.test}
                if films is not experiment.movies:
                    parts["old"] = _old_films(experiment.movies, films, split.test.labels)
                for entry in measured:
                    yield Cell(films.name, size, seed, entry, parts)


def _old_films(movies: FilmList, films: FilmList, labels: tuple[str, ...]) -> LabelledTexts:
    """Return the test films of `movies` whose title is not in the list `films`."""
    table = movies.table[movies.table["split"] == "test"]
    table = table[~text_key(table["title"]).isin(text_key(films.table["title"]))]
    texts = [film_text(Film(title, plot)) for title, plot in zip(table["title"], table["plot"], strict=True)]
    truth = [[label in of_film for label in labels] for of_film in table["labels"]]
    return LabelledTexts(labels, tuple(texts), np.array(truth, np.float32).reshape(len(texts), len(labels)))


def _point(cell: Cell) -> Point:
    """Return the point of a cell that has not been measured."""
    train, dev, test = (len(cell.parts[name]) for name in ("train", "dev", "test"))
    return Point(cell.films, cell.entry.name, train, dev, test, cell.seed, {}, 0.0, drawn=cell.drawn)


def _measure(cell: Cell, run: Run, shipped: Path, inputs: str) -> Point:
    thresholds, old = threshold_by_genre(cell.parts["dev"].scored(run.scores["dev"])), None
    if "old" in cell.parts:
        own = _stored_thresholds(shipped) if cell.entry.loaded else thresholds
        films = cell.parts["old"]
        old = {"films": len(films), **_measures(films.scored(run.scores["old"]), own)}
    measures = _measures(cell.parts["test"].scored(run.scores["test"]), thresholds)
    return replace(_point(cell), measures=measures, seconds=round(run.seconds or 0.0, 1), old=old, inputs=inputs)


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
