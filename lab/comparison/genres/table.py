"""The comparison as Markdown and as JSON."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.comparison.genres.entries import Entry
from lab.comparison.runs.cost import Cost
from training.evaluation.markdown import table

CARRIED_OVER = "carried over"
NOTE = f"A row with `{CARRIED_OVER}` is from an earlier run on the same test films: its model was not available."

SETTINGS = {
    "twenty": "Twenty genres: all test films, a threshold for every genre",
    "five": "Five genres: the test films that have at least one of them, a threshold for every genre",
}


@dataclass(frozen=True)
class Measured:
    """An entry with its results.

    Attributes:
        row: the entry.
        films: number of films it was fitted on; None if the extra films are not at hand.
        seconds: CPU seconds of fitting on one thread; None for a loaded model.
        cost: speed and size.
        date: day on which the cost was measured.
        origin: `now`, `cached` or `carried over`: from an earlier table.
        settings: setting → measures; see `lab.comparison.measures.measure`.
    """

    row: Entry
    films: int | None
    seconds: float | None
    cost: Cost
    date: str
    origin: str
    settings: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Comparison:
    """Results of all entries.

    Attributes:
        rows: entries, in the order of the table.
        test_films: hash of the test films.
        missing: name of an entry that is not in the table → reason.
    """

    rows: tuple[Measured, ...]
    test_films: str
    missing: dict[str, str]

    def report(self) -> list[str]:
        """Return the lines of the Markdown file."""
        lines = ["# Comparison of methods", "", *_table(self.rows, COST)]
        for setting, title in SETTINGS.items():
            rows = [each for each in self.rows if setting in each.settings]
            if rows:
                films = rows[0].settings[setting]["films"]
                lines += ["", f"## {title} ({films:,} films)", "", *_table(rows, _decisions(setting))]
                lines += ["", *_table(rows, _rankings(setting))]
        if any(each.origin == CARRIED_OVER for each in self.rows):
            lines += ["", NOTE]
        if self.missing:
            lines += ["", "## Left out", "", *(f"- {name}: {reason}" for name, reason in self.missing.items())]
        return lines


Column = Callable[[Measured], str]


def write_markdown(comparison: Comparison, path: Path) -> None:
    """Write the report as Markdown."""
    path.write_text("\n".join(comparison.report()) + "\n", encoding="utf-8")


def write_json(comparison: Comparison, path: Path) -> None:
    """Write all numbers of the report as JSON: `methods`, in the order of the table, and `missing`."""
    methods: list[dict[str, Any]] = [
        {
            "name": each.row.name,
            "source": each.row.source,
            "parameters": repr(each.row.method),
            "films": each.films,
            "seconds_to_fit": each.seconds,
            "films_per_second": each.cost.films_per_second,
            "milliseconds_for_one": each.cost.milliseconds,
            "megabytes": each.cost.megabytes,
            "cost_measured_on": each.date,
            "origin": each.origin,
            **each.settings,
        }
        for each in comparison.rows
    ]
    report = {"test_films": comparison.test_films, "methods": methods, "missing": comparison.missing}
    path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def read_json(path: Path, rows: Sequence[Entry], test_films: str) -> dict[str, Measured]:
    """Return name → results of an earlier comparison, as `write_json` wrote them.

    Results are left out if they were measured on other test films, or with other parameters than those of `rows`.
    """
    if not path.is_file():
        return {}
    report = json.loads(path.read_text(encoding="utf-8"))
    if report.get("test_films") != test_films:
        return {}
    entries = {row.name: row for row in rows}
    return {
        each["name"]: Measured(
            entries[each["name"]], each["films"], each["seconds_to_fit"],
            Cost(each["films_per_second"], each["milliseconds_for_one"], each["megabytes"]),
            each["cost_measured_on"], CARRIED_OVER, {name: each[name] for name in SETTINGS if name in each},
        )
        for each in report["methods"]
        if each["name"] in entries and each["parameters"] == repr(entries[each["name"]].method)
    }  # fmt: skip


def _table(rows: Sequence[Measured], columns: dict[str, Column]) -> list[str]:
    cells = [[each.row.name, *(column(each) for column in columns.values())] for each in rows]
    return table(["method", *columns], cells)


def _decisions(setting: str) -> dict[str, Column]:
    """Return the columns that depend on thresholds: tuned thresholds first, then 0.5 for all genres."""
    keys = {"precision": "precision", "recall": "recall", "micro_f1": "micro-F1"}
    columns = {title: _value(setting, "tuned", key) for key, title in keys.items()}
    columns["95 % interval"] = lambda each: "{:.3f} to {:.3f}".format(*each.settings[setting]["tuned"]["interval"])
    columns |= {"macro-F1": _value(setting, "tuned", "macro_f1"), "accuracy": _value(setting, "tuned", "accuracy")}
    keys |= {"macro_f1": "macro-F1", "accuracy": "accuracy"}
    return columns | {f"{title} at 0.5": _value(setting, "at_half", key) for key, title in keys.items()}


def _rankings(setting: str) -> dict[str, Column]:
    """Return the columns that do not depend on thresholds."""
    titles = {
        "average_precision": "average precision",
        "top_three_precision": "top-three precision",
        "top_three_recall": "top-three recall",
        "top_genre_precision": "top-genre precision",
        "calibration_error": "calibration error",
    }
    return {title: _value(setting, key) for key, title in titles.items()}


def _value(setting: str, *keys: str) -> Column:
    def column(each: Measured) -> str:
        value: Any = each.settings[setting]
        for key in keys:
            value = value[key]
        return f"{value:.3f}"

    return column


def _seconds(each: Measured) -> str:
    return "loaded" if each.seconds is None else _number(each.seconds)


def _number(value: float) -> str:
    """Format to three significant digits, without dropping integer digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits


COST: dict[str, Column] = {
    "source": lambda each: each.row.source or "this project",
    "training films": lambda each: "unknown" if each.films is None else f"{each.films:,}",
    "micro-F1": _value("twenty", "tuned", "micro_f1"),
    "seconds to fit": _seconds,
    "films per second": lambda each: _number(each.cost.films_per_second),
    "ms per single film": lambda each: _number(each.cost.milliseconds),
    "MB on disk": lambda each: _number(each.cost.megabytes),
    "costs measured on": lambda each: each.date,
    "run": lambda each: each.origin,
}
