"""The comparison as Markdown and as JSON."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lab.comparison.runs.cache import Run
from lab.comparison.tags.entries import Entry
from lab.comparison.tags.measures import RARE
from training.evaluation.markdown import table

NOTES = """\
The plots are those of MPST (Kar et al., LREC 2018), cut at 2,500 characters; films come into train, dev and test by a
hash of their IMDb id, and are read by `prepare --films`. `python -m lab.comparison tags` measures all methods.

`plot-summary-notebook.md` leaves three questions open:

- Its encoder was trained for asymmetric search (short questions, long answers). That encoder is not at hand. The table
  has all-MiniLM-L6-v2, which was trained for pairs of similar texts; a plot and its tags are not such a pair either.
- Plots are longer than an encoder reads. The table has both of its proposals: plots that are cut, and the mean over
  windows.
- Tags are imbalanced: the most frequent one has {most:,} films, {rare} of {tags} tags have fewer than {limit}.
  Thresholds by tag, which are shrunk towards the one for all tags where a tag has few dev films, assign rare tags
  without a change of the probabilities. Balanced weights of films raise the probabilities themselves.

The last two rows start from the shipped pipeline. `films.cfg` continues to train all of its weights. `tags.cfg` keeps
its hidden layer, and fits the weights of the tags by logistic regression.
"""


@dataclass(frozen=True)
class Measured:
    """An entry with its results.

    Attributes:
        row: the entry.
        run: probabilities and cost.
        measures: see `lab.comparison.tags.measures.measure_tags`.
    """

    row: Entry
    run: Run
    measures: dict[str, Any]


@dataclass(frozen=True)
class Comparison:
    """Results of all entries.

    Attributes:
        rows: entries, in the order of the table.
        films: tag → number of films.
        parts: numbers of train, dev and test films.
        missing: name of an entry that is not in the table → reason.
    """

    rows: tuple[Measured, ...]
    films: dict[str, int]
    parts: tuple[int, int, int]
    missing: dict[str, str]


Column = Callable[[Measured], str]


def report(comparison: Comparison) -> list[str]:
    """Return the lines of the Markdown file."""
    rare = sum(films < RARE for films in comparison.films.values())
    notes = NOTES.format(most=max(comparison.films.values()), rare=rare, tags=len(comparison.films), limit=RARE)
    train, dev, test = comparison.parts
    lines = ["# Plot tags", "", *notes.splitlines(), "", f"{train:,} train, {dev:,} dev and {test:,} test films.", ""]
    lines += [*_table(comparison.rows, DECISIONS), "", "Imbalance:", "", *_table(comparison.rows, IMBALANCE)]
    lines += ["", "Costs, on one thread:", "", *_table(comparison.rows, COSTS)]
    if comparison.missing:
        lines += ["", "## Left out", "", *(f"- {name}: {reason}" for name, reason in comparison.missing.items())]
    return lines


def write_json(comparison: Comparison, path: Path) -> None:
    """Write all numbers of the report as JSON."""
    methods = [
        {
            "name": each.row.name,
            "source": each.row.source,
            "parameters": repr(each.row.method),
            "seconds_to_fit": each.run.seconds,
            "cost": asdict(each.run.cost),
            "cost_measured_on": each.run.date,
            **each.measures,
        }
        for each in comparison.rows
    ]
    numbers = {"films": comparison.films, "parts": comparison.parts, "methods": methods, "missing": comparison.missing}
    path.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")


def _table(rows: Sequence[Measured], columns: dict[str, Column]) -> list[str]:
    cells = [[each.row.name, *(column(each) for column in columns.values())] for each in rows]
    return table(["method", *columns], cells)


def _value(*keys: str, number: str = "{:.3f}") -> Column:
    def column(each: Measured) -> str:
        value: Any = each.measures
        for key in keys:
            value = value[key]
        return number.format(value)

    return column


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits


DECISIONS: dict[str, Column] = {
    "source": lambda each: each.row.source or "this project",
    "micro-F1, one threshold": _value("one_threshold", "micro_f1"),
    "micro-F1, thresholds by tag": _value("by_tag", "micro_f1"),
    "F1 of the top three": _value("top_3"),
    "F1 of the top five": _value("top_5"),
    "average precision": _value("average_precision"),
    "top tag": _value("top_genre_precision"),
    "calibration error": _value("calibration_error"),
}

IMBALANCE: dict[str, Column] = {
    "macro-F1, one threshold": _value("one_threshold", "macro_f1"),
    "macro-F1, thresholds by tag": _value("by_tag", "macro_f1"),
    f"F1 of tags with fewer than {RARE} films": _value("rare_f1"),
    "tags found": _value("found", number="{}"),
    "tags among the top three": _value("found_in_top_3", number="{}"),
    "tags among the top five": _value("found_in_top_5", number="{}"),
}

COSTS: dict[str, Column] = {
    "seconds to fit": lambda each: _number(each.run.seconds or 0),
    "films per second": lambda each: _number(each.run.cost.films_per_second),
    "ms per single film": lambda each: _number(each.run.cost.milliseconds),
    "MB on disk": lambda each: _number(each.run.cost.megabytes),
    "costs measured on": lambda each: each.run.date,
}
