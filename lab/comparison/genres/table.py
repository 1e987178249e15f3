"""The comparison of genres as Markdown and as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.comparison.rows import COSTS, Column, Row, end_of_report, rows_table, source, three_digits, value

SETTINGS = {
    "twenty": "Twenty genres: all test films, a threshold for every genre",
    "five": "Five genres: the test films that have at least one of them, a threshold for every genre",
}


@dataclass(frozen=True)
class Comparison:
    """Results of all entries.

    Attributes:
        rows: entries, in the order of the table. For their measures see `lab.comparison.measures.measure`.
        test_films: hash of the test films.
        missing: name of an entry that is not in the table → reason.
    """

    rows: tuple[Row, ...]
    test_films: str
    missing: dict[str, str]

    def report(self) -> list[str]:
        """Return the lines of the Markdown file."""
        lines = ["# Comparison of methods", "", *rows_table(self.rows, COST)]
        for setting, title in SETTINGS.items():
            rows = [each for each in self.rows if setting in each.measures]
            if rows:
                films = rows[0].measures[setting]["films"]
                lines += ["", f"## {title} ({films:,} films)", "", *rows_table(rows, _decisions(setting))]
                lines += ["", *rows_table(rows, _rankings(setting))]
        return lines + end_of_report(self.rows, self.missing)

    def as_json(self) -> dict[str, Any]:
        """Return all numbers of the report: `methods`, in the order of the table, and `missing`."""
        methods = [row.as_json() for row in self.rows]
        return {"test_films": self.test_films, "methods": methods, "missing": self.missing}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> "Comparison":
        """Read what `as_json` returned."""
        return cls(tuple(map(Row.from_json, saved["methods"])), saved["test_films"], saved["missing"])


def _decisions(setting: str) -> dict[str, Column]:
    """Return the columns that depend on thresholds: tuned thresholds first, then 0.5 for all genres."""
    keys = {"precision": "precision", "recall": "recall", "micro_f1": "micro-F1"}
    columns = {title: value(setting, "tuned", key) for key, title in keys.items()}
    columns["95 % interval"] = lambda row: "{:.3f} to {:.3f}".format(*row.measures[setting]["tuned"]["interval"])
    columns |= {"macro-F1": value(setting, "tuned", "macro_f1"), "accuracy": value(setting, "tuned", "accuracy")}
    keys |= {"macro_f1": "macro-F1", "accuracy": "accuracy"}
    return columns | {f"{title} at 0.5": value(setting, "at_half", key) for key, title in keys.items()}


def _rankings(setting: str) -> dict[str, Column]:
    """Return the columns that do not depend on thresholds."""
    titles = {
        "average_precision": "average precision",
        "top_three_precision": "top-three precision",
        "top_three_recall": "top-three recall",
        "top_genre_precision": "top-genre precision",
        "calibration_error": "calibration error",
    }
    return {title: value(setting, key) for key, title in titles.items()}


COST: dict[str, Column] = {
    "source": source,
    "training films": lambda row: "unknown" if row.films is None else f"{row.films:,}",
    "micro-F1": value("twenty", "tuned", "micro_f1"),
    "seconds to fit": lambda row: "loaded" if row.seconds is None else three_digits(row.seconds),
    **COSTS,
    "run": lambda row: row.origin,
}
