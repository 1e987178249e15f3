"""Fits every method on MPST's plots, measures it, and writes the table and a JSON file."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from lab.comparison.methods.base import LabelledTexts
from lab.comparison.plot_list import read_plots
from lab.comparison.rows import read_report, write_report
from lab.comparison.runs.measure import measure_entries
from lab.comparison.split import Split, prepare_films
from lab.comparison.tags.entries import make_entries
from lab.comparison.tags.measures import measure_tags
from lab.comparison.tags.table import Comparison
from training.config import Plan


def compare_tags(
    plan: Plan,
    plots: Path,
    results: Path,
    *,
    configs: Path,
    cache: Path,
    only: Sequence[str] = (),
    fresh: bool = False,
    echo: Callable[[str], None] = print,
) -> list[str]:
    """Write `tags.md` and `tags.json` to `results`, and return the lines of the first.

    A method that cannot be run, or that is not selected and not cached, keeps the results of the table in `results` if
    that was measured on as many films with the same tags.

    Args:
        plan: config with which the plots are prepared.
        plots: file of the plots; see `lab.comparison.plot_list.read_plots`.
        results: output folder.
        configs: folder of the training configs.
        cache: folder of cached runs.
        only: names of methods to run. Other methods are not run. Empty for all.
        fresh: whether to run the methods again even if they are cached.
        echo: called with each line of progress.

    Raises:
        DataNotFound, DataUnreadable: the plots cannot be used.
        UnknownMethod: `only` names an unknown method.
    """
    split = prepare_films(read_plots(plots, "labels"), plan)
    films, parts = _count(split), (len(split.train), len(split.dev), len(split.test))
    earlier = read_report(results, "tags")
    same_films = earlier.get("films") == films and earlier.get("parts") == list(parts)
    rows, missing = measure_entries(
        make_entries(configs), split, lambda dev, test: measure_tags(dev, test, films),
        earlier["methods"] if same_films else [], cache=cache, only=only, fresh=fresh, echo=echo,
    )  # fmt: skip
    comparison = Comparison(rows, films, parts, missing)
    lines = comparison.report()
    write_report(results, "tags", lines, comparison.as_json())
    return lines


def _count(split: Split) -> dict[str, int]:
    """Return tag → number of films in all parts."""
    parts: tuple[LabelledTexts, ...] = (split.train, split.dev, split.test)
    counts = np.sum([part.flags.sum(axis=0) for part in parts], axis=0)
    return dict(zip(split.train.labels, counts.tolist(), strict=True))
