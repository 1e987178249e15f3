"""Labels of a film list: how lists spell them, and which of them can be learned."""

import ast
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from movie_classifier.errors import first_line
from training.errors import DataNotFound, DataUnreadable

SEPARATORS = ("|", ";", ",")
"""Separators of labels in one text, in order of preference."""

OPENING = ("[", "{")
"""First characters of a list that is written as JSON or Python text."""

MIN_FILMS = 25
"""Films that a label needs to be learned."""

SPELLINGS = "expected names separated by | or ; or , or a list such as ['Drama', 'War']"


def parse_labels(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return the list of label names of each film; empty for a film without labels.

    A cell is a list of names or of `{"name": ...}`, such a list as JSON or Python text, or names with a separator. The
    column has one separator: the first of `SEPARATORS` that occurs in a cell. The index numbers the rows, from 0.

    Raises:
        ValueError: a cell is something else, such as a number, or a list that ends too early. The message has its row.
    """
    texts = [cell for cell in column if isinstance(cell, str) and not cell.lstrip().startswith(OPENING)]
    separator = next((mark for mark in SEPARATORS if any(mark in text for text in texts)), SEPARATORS[-1])
    names = []
    for row, cell in column.items():
        try:
            names.append(_names(cell, separator))
        except ValueError as error:
            raise ValueError(f"row {int(str(row)) + 1} has {str(cell)[:60]!r}; {SPELLINGS}") from error
    return pd.Series(names, index=column.index, dtype=object)


def _names(cell: Any, separator: str) -> list[str]:
    if cell is None or cell is pd.NA or (isinstance(cell, float) and math.isnan(cell)):
        return []
    if isinstance(cell, str):
        text = cell.strip()
        entries: Any = _literal(text) if text.startswith(OPENING) else text.split(separator)
    else:
        entries = cell
    if not isinstance(entries, Iterable) or isinstance(entries, Mapping):
        raise ValueError("not a list")
    names = [entry["name"] if isinstance(entry, Mapping) and "name" in entry else entry for entry in entries]
    if not all(isinstance(name, str) for name in names):
        raise ValueError("not a list of names")
    return list(dict.fromkeys(stripped for name in names if (stripped := name.strip())))


def _literal(text: str) -> Any:
    for parse in (json.loads, ast.literal_eval):
        try:
            return parse(text)
        except (ValueError, SyntaxError):
            continue
    raise ValueError("neither JSON nor Python")


def read_aliases(path: Path) -> dict[str, str]:
    """Read a CSV file with the columns `alias` and `label`, and return alias → label. Aliases ignore case.

    Raises:
        DataNotFound, DataUnreadable: the file is missing, or has other columns.
    """
    if not path.is_file():
        raise DataNotFound(path, "name a CSV file with the columns alias and label")
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    except ValueError as error:
        raise DataUnreadable(path, first_line(error)) from error
    if not {"alias", "label"} <= set(table):
        raise DataUnreadable(path, f"it needs the columns alias and label, and has {', '.join(table)}")
    return {
        alias.strip().casefold(): label.strip() for alias, label in zip(table["alias"], table["label"], strict=True)
    }


def apply_aliases(labels: "pd.Series[Any]", aliases: Mapping[str, str]) -> "pd.Series[Any]":
    """Replace each label that is an alias."""
    return labels.map(lambda names: list(dict.fromkeys(aliases.get(name.casefold(), name) for name in names)))


@dataclass(frozen=True)
class LabelCounts:
    """The labels of a film list.

    Attributes:
        kept: label → films, for labels with enough films, in alphabetical order.
        rare: label → films, for all other labels, the most frequent first.
    """

    kept: dict[str, int]
    rare: dict[str, int]

    def report(self) -> list[str]:
        """Lines for the terminal."""
        lines = [f"labels: {len(self.kept)}, " + ", ".join(f"{name} {count:,}" for name, count in self.kept.items())]
        if self.rare:
            lines.append("too few films: " + ", ".join(f"{name} {count:,}" for name, count in self.rare.items()))
        return lines


def count_labels(labels: Iterable[Sequence[str]], min_films: int = MIN_FILMS) -> LabelCounts:
    """Count the films of each label, and divide the labels by `min_films`."""
    counts = Counter(name for names in labels for name in set(names))
    kept = {name: counts[name] for name in sorted(counts) if counts[name] >= min_films}
    return LabelCounts(kept, {name: count for name, count in counts.most_common() if count < min_films})
