"""Measures the entries of a comparison one after the other, and carries over what an earlier table has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lab.comparison.entry import Entry, check_names
from lab.comparison.rows import CARRIED_OVER, Row
from lab.comparison.runs.run import run_or_load
from lab.comparison.split import Split
from lab.errors import MethodUnavailable
from movie_classifier.errors import MissingExtra
from training.evaluation.scores import Scores

Measure = Callable[[Scores, Scores], dict[str, Any]]
"""Returns the measures of the scores of dev films and of test films."""


def measure_entries(
    entries: Sequence[Entry],
    split: Split,
    measure: Measure,
    earlier: Sequence[Mapping[str, Any]],
    *,
    cache: Path,
    only: Sequence[str] = (),
    fresh: bool = False,
    echo: Callable[[str], None] = print,
) -> tuple[tuple[Row, ...], dict[str, str]]:
    """Return the rows in the order of the entries, and the name of each entry without a row → reason.

    Args:
        entries: the entries.
        split: the films.
        measure: measures the scores of dev and test films.
        earlier: rows of a table that was measured on the same test films, as its JSON file has them. One with the
            same parameters stands for an entry that cannot be run, or that is neither selected nor cached.
        cache: folder of cached runs.
        only: names of methods to run. Empty for all.
        fresh: whether to run the methods again even if they are cached.
        echo: called with each line of progress.

    Raises:
        UnknownMethod: `only` names an unknown method.
    """
    check_names(only, [entry.name for entry in entries])
    carried = {(row.name, row.parameters): replace(row, origin=CARRIED_OVER) for row in map(Row.from_json, earlier)}
    rows, missing = list[Row](), dict[str, str]()
    for entry in entries:
        try:
            rows.append(_measure(entry, split, measure, cache, not only or entry.name in only, fresh, echo))
        except (MethodUnavailable, MissingExtra) as error:
            if row := carried.get((entry.name, repr(entry.method))):
                rows.append(row)
                echo(f"{entry.name}: carried over from the table, {error}")
            else:
                missing[entry.name] = str(error)
                echo(f"{entry.name}: left out, {error}")
    return tuple(rows), missing


def _measure(
    entry: Entry, split: Split, measure: Measure, cache: Path, wanted: bool, fresh: bool, echo: Callable[[str], None]
) -> Row:
    train = split.train if entry.loaded else split.to_fit(entry.extra)
    run = run_or_load(
        entry.name, entry.method, train, split.dev, split.test,
        cache=cache, loaded=entry.loaded, wanted=wanted, fresh=fresh, echo=echo,
    )  # fmt: skip
    films = len(split.to_fit(entry.extra)) if split.extra is not None or not entry.extra else None
    measures = measure(split.dev.scored(run.dev), split.test.scored(run.test))
    origin = "cached" if run.cached else "now"
    return Row(entry.name, entry.source, repr(entry.method), films, run.seconds, run.cost, run.date, origin, measures)
