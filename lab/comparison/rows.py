"""Reports of comparisons: tables of measured methods, and the files they are written to."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from training.evaluation.markdown import table

CARRIED_OVER = "carried over"
NOTE = f"A row with `{CARRIED_OVER}` is from an earlier run on the same test films: its model was not available."

Row = Mapping[str, Any]
"""A method with its results, as the JSON file has it. Besides its measures it has

- `name`, in the table, and `source`: the document that describes it, empty for a method of this project;
- `parameters`: the method with its parameters, as `repr` gives it;
- `films`: number of films it was fitted on; null if the extra films are not at hand;
- `seconds_to_fit`: CPU seconds on one thread; null for a loaded model;
- `cost`: speed and size (see `Cost`), and `cost_measured_on`: the day of that;
- `origin`: `now`, `cached`, or `carried over` from an earlier table.
"""

Column = Callable[[Row], str]


def value(*keys: str, number: str = "{:.3f}") -> Column:
    """Return a column of the value that `keys` lead to. A value of two numbers is an interval."""

    def column(row: Row) -> str:
        found: Any = row
        for key in keys:
            found = found[key]
        return " to ".join(map(number.format, found if isinstance(found, list | tuple) else [found]))

    return column


def three_digits(number: float) -> str:
    """Format to three significant digits, without dropping integer digits."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"  # noqa: PLR2004 - three digits


def source(row: Row) -> str:
    """Return the cell of the document that describes the method."""
    return row["source"] or "this project"


COSTS: dict[str, Column] = {
    "films per second": lambda row: three_digits(row["cost"]["films_per_second"]),
    "ms per single film": lambda row: three_digits(row["cost"]["milliseconds"]),
    "MB on disk": lambda row: three_digits(row["cost"]["megabytes"]),
    "costs measured on": lambda row: row["cost_measured_on"],
}
"""Columns of every comparison."""


def rows_table(rows: Sequence[Row], columns: Mapping[str, Column]) -> list[str]:
    """Return the lines of a Markdown table with a line for each row."""
    cells = [[row["name"], *(column(row) for column in columns.values())] for row in rows]
    return table(["method", *columns], cells)


def end_of_report(numbers: Mapping[str, Any]) -> list[str]:
    """Return the note on rows that were carried over, and the list of methods that have none, with their reasons."""
    lines = ["", NOTE] if any(row["origin"] == CARRIED_OVER for row in numbers["methods"]) else []
    if missing := numbers["missing"]:
        lines += ["", "## Left out", "", *(f"- {name}: {reason}" for name, reason in missing.items())]
    return lines


def write_report(folder: Path, name: str, lines: Sequence[str], numbers: Mapping[str, Any]) -> None:
    """Write `NAME.md` and `NAME.json` to `folder`, which is created if necessary."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = json.dumps(numbers, indent=2, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def read_report(folder: Path, name: str) -> dict[str, Any]:
    """Return the numbers that `write_report` wrote; empty if there is no such file."""
    path = folder / f"{name}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
