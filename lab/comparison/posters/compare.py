"""Fits all methods on the same films, measures them, and writes the table, a JSON file and the plots."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from lab.comparison.measures import bootstrap_difference, measure
from lab.comparison.plots import write_svg
from lab.comparison.posters.luminance import brightness_by_genre
from lab.comparison.posters.methods import (
    Posters,
    Predicted,
    colour_histogram_regression,
    fine_tuned,
    frozen_features,
    fuse,
    most_frequent,
    text_pipeline,
)  # fmt: skip
from lab.comparison.posters.pictures import luminance
from lab.comparison.posters.plot import plot_brightness, plot_posters
from lab.comparison.posters.table import BOTH, FROZEN, TEXT, TUNED, report
from lab.comparison.rows import Row, write_report
from lab.comparison.runs.thread_limit import one_thread
from training.evaluation.metrics import metrics_by_genre
from training.evaluation.thresholds import threshold_by_genre
from training.poster_model.films import PosterFilms, read_posters


def compare_posters(
    posters: Path, lists: Sequence[Path], results: Path, *, pipeline: Path, labels: tuple[str, ...], network: str,
    tune: bool, cache: Path, echo: Callable[[str], None] = print,
) -> list[str]:  # fmt: skip
    """Write the table, its numbers and two plots to `results`, and return the lines of the table.

    Args:
        posters: Parquet file of posters, or a folder that `collect` made.
        lists: lists of films with the texts.
        results: output folder.
        pipeline: the pipeline that reads the texts.
        labels: its labels.
        network: name of the image network.
        tune: whether to fine-tune the network too.
        cache: folder of cached features and of the fine-tuned network's predictions.
        echo: called with each line of progress.

    Raises:
        MovieClassifierError: a file cannot be used, or a package is missing.
    """
    split = read_posters(posters, lists, labels)
    echo(f"{len(split.train):,} train, {len(split.dev):,} dev and {len(split.test):,} test films")
    films = Posters(split, network, cache)
    with one_thread():
        rows, predicted = list[Row](), dict[str, Predicted]()
        for name, fit in _methods(pipeline, predicted, tune).items():
            predicted[name] = fit(films)
            rows.append(_measure(name, split.dev, split.test, predicted[name]))
            echo(f"{name}: micro-F1 {rows[-1]['tuned']['micro_f1']:.3f}")
        brightness = _brightness(films)
    thresholds = {name: threshold_by_genre(split.dev.films.scored(each.dev)) for name, each in predicted.items()}
    scores = {name: split.test.films.scored(each.test) for name, each in predicted.items()}
    low, high = bootstrap_difference(scores[TEXT], thresholds[TEXT], scores[BOTH], thresholds[BOTH])
    numbers = {
        "films": {"train": len(split.train), "dev": len(split.dev), "test": len(split.test)},
        "dropped": split.dropped,
        "gain_interval": [round(low, 4), round(high, 4)],
        "methods": rows,
        "by_genre": {name: metrics_by_genre(scores[name], thresholds[name]) for name in predicted},
        "brightness": brightness,
    }
    write_report(results, "posters", report(numbers), numbers)
    write_svg(plot_posters(numbers), results / "posters.svg")
    write_svg(plot_brightness(brightness), results / "posters_brightness.svg")
    return report(numbers)


def _methods(pipeline: Path, done: dict[str, Predicted], tune: bool) -> dict[str, Callable[[Posters], Predicted]]:
    """Return the methods in the order of the table. A fusion uses the predictions that are `done`."""
    networks = [FROZEN, TUNED] if tune else [FROZEN]
    methods: dict[str, Callable[[Posters], Predicted]] = {
        "most frequent genre": most_frequent,
        "colour histogram, logistic regression": colour_histogram_regression,
        FROZEN: frozen_features,
    }
    if tune:
        methods[TUNED] = fine_tuned
        methods["both image networks"] = lambda films: fuse(films, done[FROZEN], done[TUNED])
    methods[TEXT] = lambda films: text_pipeline(films, pipeline)
    methods[f"{TEXT}, calibrated on dev"] = lambda films: fuse(films, done[TEXT])
    if tune:
        methods[f"{BOTH}, without fine-tuning"] = lambda films: fuse(films, done[TEXT], done[FROZEN])
    methods[BOTH] = lambda films: fuse(films, done[TEXT], *(done[name] for name in networks))
    return methods


def _measure(name: str, dev: PosterFilms, test: PosterFilms, predicted: Predicted) -> Row:
    measures = measure(dev.films.scored(predicted.dev), test.films.scored(predicted.test))["twenty"]
    return {"name": name, "seconds_to_fit": predicted.seconds, **measures}


def _brightness(films: Posters) -> dict[str, Any]:
    """Return genre → brightness of its posters; see `Brightness`."""
    values = np.concatenate(films.of_pictures(luminance, "brightness"))
    flags = np.concatenate([part.films.flags for part in films.parts])
    found = brightness_by_genre(values, flags, films.split.train.films.labels)
    return {genre: asdict(each) for genre, each in found.items()}
