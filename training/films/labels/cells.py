"""Reads the labels of one film, as lists write them."""

import ast
import csv
import html
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from movie_classifier.film import PLACEHOLDERS

NO_LABELS = PLACEHOLDERS | {"(no genres listed)", "no genres listed", "no genre", "not available"}
"""Texts that stand for no label, in lower case. `(no genres listed)` is MovieLens's."""

_LISTS = {"[": "]", "{": "}", "(": ")"}
_NUMPY = re.compile(r"array\((.*?)(?:, dtype=[\w<>']+)?\)", re.DOTALL)
_ADJACENT = re.compile(r"""(['"])\s+(?=['"])""")
"""Two quoted texts with white space alone between them, as numpy writes lists. Python reads them as one text."""


def is_missing(cell: object) -> bool:
    """Return whether a cell has no value: None, pandas' NA or NaN."""
    return cell is None or str(cell) == "<NA>" or (isinstance(cell, float) and math.isnan(cell))


def is_list(text: str) -> bool:
    """Return whether a text is a list as JSON, Python, numpy or a database writes it."""
    return text[:1] in ("[", "{") or text.startswith("array(") or text[:2] in ("('", '("')


def read_cell(cell: object) -> str | list[str]:
    """Return the labels of a cell if it is a list, or else its text, which may have several labels.

    A list has names or `{"name": ...}`. HTML entities are replaced: `&amp;` is no separator.

    Raises:
        ValueError: the cell is something else, such as a number, or a list that ends too early.
    """
    if is_missing(cell):
        return []
    entries = cell
    if isinstance(cell, str):
        text = html.unescape(cell).strip()
        if not is_list(text):
            return text
        entries = _read_list(text)
    if not isinstance(entries, Iterable) or isinstance(entries, str | bytes | Mapping):
        raise ValueError("not a list")
    names = [entry["name"] if isinstance(entry, Mapping) and "name" in entry else entry for entry in entries]
    if not all(isinstance(name, str) for name in names):
        raise ValueError("not a list of names")
    return clean_names(sorted(names) if isinstance(entries, set) else names)


def clean_names(names: Iterable[str]) -> list[str]:
    """Return the names without surrounding white space, without those that stand for no label, each once."""
    stripped = (" ".join(name.split()) for name in names)
    return list(dict.fromkeys(name for name in stripped if name and name.casefold() not in NO_LABELS))


def _read_list(text: str) -> Any:
    if numpy := _NUMPY.fullmatch(text):
        text = numpy[1].strip()
    for parse in (json.loads, _read_python):
        try:
            return parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    if text.endswith(_LISTS.get(text[:1], " ")) and ":" not in text and "'" not in text:
        return next(csv.reader([text[1:-1]], skipinitialspace=True), [])  # [Drama, War], {Drama,"Film Noir"}
    raise ValueError("neither JSON nor Python")


def _read_python(text: str) -> Any:
    return ast.literal_eval(_ADJACENT.sub(r"\1, ", text))
