"""Compares all methods on MPST's plots, and writes the table and a JSON file."""

from pathlib import Path

import numpy as np

from lab.comparison.compare import compare
from lab.comparison.plot_list import read_plots
from lab.comparison.runs.run import Runs
from lab.comparison.split import prepare_films
from lab.comparison.tags.entries import make_entries
from lab.comparison.tags.measures import measure_tags
from lab.comparison.tags.table import report
from training.config import Plan


def compare_tags(plan: Plan, plots: Path, results: Path, runs: Runs, *, configs: Path) -> list[str]:
    """Write `tags.md` and `tags.json` to `results`, and return the lines of the first.

    Args:
        plan: config with which the plots are prepared.
        plots: file of the plots; see `lab.comparison.plot_list.read_plots`.
        results: output folder.
        runs: runs the methods.
        configs: folder of the training configs.

    Raises:
        DataNotFound, DataUnreadable: the plots cannot be used.
        UnknownMethod: an unknown method is selected.
    """
    split = prepare_films(read_plots(plots, "labels"), plan)
    parts = (split.train, split.dev, split.test)
    counts = np.sum([part.flags.sum(axis=0) for part in parts], axis=0).tolist()
    films = dict(zip(split.train.labels, counts, strict=True))
    numbers = compare(
        "tags", make_entries(configs), split, lambda dev, test: measure_tags(dev, test, films), report,
        {"films": films, "parts": list(map(len, parts))}, results, runs,
    )  # fmt: skip
    return report(numbers)
