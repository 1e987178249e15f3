"""Measured rows of a comparison: as JSON, and as the cells of a Markdown table."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lab.comparison.runs.cost import Cost
from training.evaluation.markdown import table

CARRIED_OVER = "carried over"
NOTE = f"A row with `{CARRIED_OVER}` is from an earlier run on the same test films: its model was not available."


@dataclass(frozen=True)
class Row:
    """A method with its results.

    Attributes:
        name: name in the table.
        source: document that describes the method; empty for a method of this project.
        parameters: the method with its parameters, as `repr` gives it.
        films: number of films it was fitted on; None if the extra films are not at hand.
        seconds: CPU seconds of fitting on one thread; None for a loaded model.
        cost: speed and size.
        date: day on which the cost was measured.
        origin: `now`, `cached` or `carried over`: from an earlier table.
        measures: name → measures.
    """

    name: str
    source: str
    parameters: str
    films: int | None
    seconds: float | None
    cost: Cost
    date: str
    origin: str
    measures: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return the row for the JSON file."""
        return {
            "name": self.name,
            "source": self.source,
            "parameters": self.parameters,
            "films": self.films,
            "seconds_to_fit": self.seconds,
            "cost": asdict(self.cost),
            "cost_measured_on": self.date,
            "origin": self.origin,
            **self.measures,
        }

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> "Row":
        """Read a row that `as_json` returned. Earlier tables have the cost as three values, and no origin."""
        values = dict(saved)
        name, source, parameters = (values.pop(key) for key in ("name", "source", "parameters"))
        films, seconds, date = (values.pop(key) for key in ("films", "seconds_to_fit", "cost_measured_on"))
        if "cost" in values:
            cost = Cost(**values.pop("cost"))
        else:
            cost = Cost(*(values.pop(key) for key in ("films_per_second", "milliseconds_for_one", "megabytes")))
        return cls(name, source, parameters, films, seconds, cost, date, values.pop("origin", "now"), values)


Column = Callable[[Row], str]


def value(*keys: str, number: str = "{:.3f}") -> Column:
    """Return a column of the measure that `keys` lead to."""

    def column(row: Row) -> str:
        found: Any = row.measures
        for key in keys:
            found = found[key]
        return number.format(found)

    return column


def three_digits(number: float) -> str:
    """Format to three significant digits, without dropping integer digits."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"  # noqa: PLR2004 - three digits


COSTS: dict[str, Column] = {
    "films per second": lambda row: three_digits(row.cost.films_per_second),
    "ms per single film": lambda row: three_digits(row.cost.milliseconds),
    "MB on disk": lambda row: three_digits(row.cost.megabytes),
    "costs measured on": lambda row: row.date,
}
"""Columns of every comparison."""


def source(row: Row) -> str:
    """Return the cell of the document that describes the method."""
    return row.source or "this project"


def rows_table(rows: Sequence[Row], columns: Mapping[str, Column]) -> list[str]:
    """Return the lines of a Markdown table with a line for each row."""
    cells = [[row.name, *(column(row) for column in columns.values())] for row in rows]
    return table(["method", *columns], cells)


def end_of_report(rows: Sequence[Row], missing: Mapping[str, str]) -> list[str]:
    """Return the note on rows that were carried over, and the list of methods that have none, with their reasons."""
    lines = ["", NOTE] if any(row.origin == CARRIED_OVER for row in rows) else []
    if missing:
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
