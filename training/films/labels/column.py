"""Reads the column of labels of a film list."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from training.films.labels.cells import clean_names, read_cell
from training.films.labels.separator import find_separator, split_known

SPELLINGS = "expected names separated by | or ; or , or a list such as ['Drama', 'War']"

SHOWN = 5
"""Number of labels in a note."""


@dataclass(frozen=True)
class LabelColumn:
    """The labels of all films.

    Attributes:
        labels: labels of each film; empty for a film without labels.
        separator: what separates labels in a text; None if no text has several.
        notes: what was changed, for people.
    """

    labels: list[list[str]]
    separator: str | None
    notes: list[str] = field(default_factory=list)


def read_labels(
    cells: Sequence[object], lines: Sequence[int], aliases: Mapping[str, str], separator: str | None = None
) -> LabelColumn:
    """Read a column of labels.

    The column has one separator, which is found unless it is named. A label that another separator divides into known
    labels is divided too. Labels that differ in case alone are one, spelled as most films spell it.

    Args:
        cells: cell of each film; see `read_cell`.
        lines: line of each film, for messages.
        aliases: alias in lower case → label, or an empty text for no label.
        separator: the separator that the user named.

    Raises:
        ValueError: a cell has an unknown spelling. The message has its line.
    """
    read = list[str | list[str]]()
    for line, cell in zip(lines, cells, strict=True):
        try:
            read.append(read_cell(cell))
        except ValueError as error:
            raise ValueError(f"line {line:,} has {str(cell)[:60]!r}; {SPELLINGS}") from error
    found = separator or find_separator(cell for cell in read if isinstance(cell, str))
    labels = [cell if isinstance(cell, list) else clean_names(cell.split(found) if found else [cell]) for cell in read]
    notes = [f"labels separated by {found!r}"] if found else []
    if not separator:
        labels = _divide(labels, notes)
    labels = _map(labels, lambda name: aliases.get(name.casefold(), name))
    return LabelColumn(_join_cases(labels, notes), found, notes)


def _divide(labels: list[list[str]], notes: list[str]) -> list[list[str]]:
    """Divide labels that have another separator than the column."""
    counts = Counter(name.casefold() for names in labels for name in names)
    parts = {name: split_known(name, counts) for names in labels for name in names}
    divided = [name for name, found in parts.items() if len(found) > 1]
    if divided:
        notes.append(f"labels with another separator, divided too: {_enumerate(divided)}")
    return [clean_names(part for name in names for part in parts[name]) for names in labels]


def _join_cases(labels: list[list[str]], notes: list[str]) -> list[list[str]]:
    """Give labels that differ in case alone one spelling."""
    counts = Counter(name for names in labels for name in names)
    spellings = dict[str, str]()
    for name, _ in counts.most_common():
        spellings.setdefault(name.casefold(), name)
    joined = [f"{name} → {spellings[name.casefold()]}" for name in counts if spellings[name.casefold()] != name]
    if joined:
        notes.append(f"labels that differ in case alone, joined: {_enumerate(joined)}")
    return _map(labels, lambda name: spellings[name.casefold()])


def _map(labels: list[list[str]], rename: Callable[[str], str]) -> list[list[str]]:
    return [list(dict.fromkeys(new for name in names if (new := rename(name)))) for names in labels]


def _enumerate(names: Sequence[str]) -> str:
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more:,} more" if more > 0 else "")
