"""Fits every method on MPST's plots, measures it, and writes the table and a JSON file."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from lab.comparison.methods.base import LabelledTexts
from lab.comparison.plot_list import read_plots
from lab.comparison.runs.run import run_or_load
from lab.comparison.split import Split, prepare_films
from lab.comparison.tags.entries import make_entries
from lab.comparison.tags.measures import measure_tags
from lab.comparison.tags.table import Comparison, Measured, report, write_json
from lab.errors import MethodUnavailable, UnknownMethod
from movie_classifier.errors import MissingExtra
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

    Args:
        plan: config with which the plots are prepared.
        plots: file of the plots; see `lab.comparison.plot_list.read_plots`.
        results: output folder.
        configs: folder of the training configs.
        cache: folder of cached runs.
        only: names of methods to run. Other methods are in the table if they are cached. Empty for all.
        fresh: whether to run the methods again even if they are cached.
        echo: called with each line of progress.

    Raises:
        DataNotFound, DataUnreadable: the plots cannot be used.
        UnknownMethod: `only` names an unknown method.
    """
    entries = make_entries(configs)
    names = [entry.name for entry in entries]
    unknown = [name for name in only if name not in names]
    if unknown:
        raise UnknownMethod(unknown, names)
    split = prepare_films(read_plots(plots, "labels"), plan)
    films, rows, missing = _count(split), [], {}
    for entry in entries:
        wanted = not only or entry.name in only
        try:
            run = run_or_load(
                entry.name, entry.method, split.train, split.dev, split.test,
                cache=cache, wanted=wanted, fresh=fresh, echo=echo,
            )  # fmt: skip
        except (MethodUnavailable, MissingExtra) as error:
            missing[entry.name] = str(error)
            echo(f"{entry.name}: left out, {error}")
        else:
            measures = measure_tags(split.dev.scored(run.dev), split.test.scored(run.test), films)
            rows.append(Measured(entry, run, measures))
    comparison = Comparison(tuple(rows), films, (len(split.train), len(split.dev), len(split.test)), missing)
    results.mkdir(parents=True, exist_ok=True)
    lines = report(comparison)
    (results / "tags.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    write_json(comparison, results / "tags.json")
    return lines


def _count(split: Split) -> dict[str, int]:
    """Return tag → number of films in all parts."""
    parts: tuple[LabelledTexts, ...] = (split.train, split.dev, split.test)
    counts = np.sum([part.flags.sum(axis=0) for part in parts], axis=0)
    return dict(zip(split.train.labels, counts.tolist(), strict=True))
