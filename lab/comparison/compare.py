"""Measures the entries of a comparison one after the other, and writes its table and its numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lab.comparison.entry import Entry
from lab.comparison.rows import CARRIED_OVER, Row, read_report, write_report
from lab.comparison.runs.run import Runs
from lab.comparison.split import Split
from lab.errors import MethodUnavailable
from movie_classifier.errors import MissingExtra
from training.evaluation.scores import Scores

Measure = Callable[[Scores, Scores], Mapping[str, Any]]
"""Returns the measures of the scores of dev films and of test films."""

Report = Callable[[Mapping[str, Any]], list[str]]
"""Returns the lines of the Markdown file for the numbers of the JSON file."""


def compare(
    name: str,
    entries: Sequence[Entry],
    split: Split,
    measure: Measure,
    report: Report,
    films: Mapping[str, Any],
    results: Path,
    runs: Runs,
) -> dict[str, Any]:
    """Write `NAME.md` and `NAME.json` to `results`, and return the numbers of the latter.

    An entry that cannot be run, or that is not selected and not cached, keeps the row of the table in `results` if that
    has the same parameters and was measured on the same films.

    Args:
        name: name of the files.
        entries: the entries, in the order of the table.
        split: the films.
        measure: measures the scores of dev and test films.
        report: makes the Markdown file.
        films: what identifies the films, as it is in the JSON file.
        results: output folder.
        runs: runs the methods.

    Raises:
        UnknownMethod: an unknown method is selected.
    """
    runs.check(entries)
    earlier = read_report(results, name)
    same_films = all(earlier.get(key) == value for key, value in films.items())
    carried = {(row["name"], row["parameters"]): row for row in (earlier["methods"] if earlier and same_films else [])}
    rows, missing = list[Row](), dict[str, str]()
    for entry in entries:
        try:
            rows.append(_measure(entry, split, measure, runs))
        except (MethodUnavailable, MissingExtra) as error:
            if row := carried.get((entry.name, repr(entry.method))):
                rows.append({**row, "origin": CARRIED_OVER})
                runs.echo(f"{entry.name}: carried over from the table, {error}")
            else:
                missing[entry.name] = str(error)
                runs.echo(f"{entry.name}: left out, {error}")
    numbers = {**films, "methods": rows, "missing": missing}
    write_report(results, name, report(numbers), numbers)
    return numbers


def _measure(entry: Entry, split: Split, measure: Measure, runs: Runs) -> Row:
    train = split.train if entry.loaded else split.to_fit(entry.extra)
    run = runs.get(entry, {"train": train, "dev": split.dev, "test": split.test})
    films = len(split.to_fit(entry.extra)) if split.extra is not None or not entry.extra else None
    return {
        "name": entry.name,
        "source": entry.source,
        "parameters": repr(entry.method),
        "films": films,
        "seconds_to_fit": run.seconds,
        "cost": asdict(run.cost),
        "cost_measured_on": run.date,
        "origin": "cached" if run.cached else "now",
        **measure(split.dev.scored(run.scores["dev"]), split.test.scored(run.scores["test"])),
    }
