"""The comparison of genres as Markdown."""

from collections.abc import Mapping
from typing import Any

from lab.comparison.rows import COSTS, Column, end_of_report, rows_table, source, three_digits, value

SETTINGS = {
    "twenty": "Twenty genres: all test films, a threshold for every genre",
    "five": "Five genres: the test films that have at least one of them, a threshold for every genre",
}

DECISIONS = {
    "precision": "precision",
    "recall": "recall",
    "micro_f1": "micro-F1",
    "interval": "95 % interval",
    "macro_f1": "macro-F1",
    "accuracy": "accuracy",
}
"""Measures that depend on thresholds → their titles."""

RANKINGS = {
    "average_precision": "average precision",
    "top_three_precision": "top-three precision",
    "top_three_recall": "top-three recall",
    "top_genre_precision": "top-genre precision",
    "calibration_error": "calibration error",
}
"""Measures that do not depend on thresholds → their titles."""

COST: dict[str, Column] = {
    "source": source,
    "training films": lambda row: "unknown" if row["films"] is None else f"{row['films']:,}",
    "micro-F1": value("twenty", "tuned", "micro_f1"),
    "seconds to fit": lambda row: "loaded" if row["seconds_to_fit"] is None else three_digits(row["seconds_to_fit"]),
    **COSTS,
    "run": value("origin", number="{}"),
}


def report(numbers: Mapping[str, Any]) -> list[str]:
    """Return the lines of the Markdown file."""
    lines = ["# Comparison of methods", "", *rows_table(numbers["methods"], COST)]
    for setting, title in SETTINGS.items():
        rows = [row for row in numbers["methods"] if setting in row]
        if rows:
            films = rows[0][setting]["films"]
            tuned = {name: value(setting, "tuned", key) for key, name in DECISIONS.items()}
            half = {
                f"{name} at 0.5": value(setting, "at_half", key) for key, name in DECISIONS.items() if key != "interval"
            }
            rankings = {name: value(setting, key) for key, name in RANKINGS.items()}
            lines += ["", f"## {title} ({films:,} films)", "", *rows_table(rows, tuned | half)]
            lines += ["", *rows_table(rows, rankings)]
    return lines + end_of_report(numbers)
