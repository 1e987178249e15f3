"""Finds what separates the labels in a column of texts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

SEPARATORS = ("|", ";", ",", "\n", " / ", "/", " - ", "-")
"""Separators of labels, in order of preference."""

USUAL = ("|", ";", ",", "\n")
"""Separators that need no evidence. A slash or a hyphen may belong to a label."""


def find_separator(texts: Iterable[str]) -> str | None:
    """Return the separator of a column, or None if each text is one label.

    It is the one that divides the most texts into labels that also occur without each other, elsewhere in the column:
    `Drama-War` has two labels if there are films with one of them, and `Sci-Fi` has one. Without such texts, it is the
    one of `USUAL` that the most texts have.
    """
    counts = Counter(texts)
    best, most = None, (0, 0)
    for separator in SEPARATORS:
        occurs = sum(count for text, count in counts.items() if separator in text)
        found = (_count_divided(counts, separator), occurs if separator in USUAL else 0)
        if found > most:
            best, most = separator, found
    return best


def split_known(name: str, known: Mapping[str, int]) -> Sequence[str]:
    """Return the labels in `name` if another separator divides it into labels of `known`, or else `name` alone.

    Args:
        name: a label after the column's separator has divided its text.
        known: labels in lower case.
    """
    for separator in SEPARATORS:
        parts = [part.strip() for part in name.split(separator)]
        if len(parts) > 1 and all(part.casefold() in known for part in parts):
            return parts
    return [name]


def looks_like_several(name: str, labels: Iterable[str]) -> bool:
    """Return whether a label is made of two or more of the other `labels`, as `Horror, Drama` or `HorrorDrama`."""
    wanted = _letters(name)
    parts = {_letters(label) for label in labels if label != name} - {wanted, ""}
    reached = {0: 0}
    """Offset in `wanted` → number of labels that end there."""
    for end in range(1, len(wanted) + 1):
        for part in parts:
            if wanted[:end].endswith(part) and end - len(part) in reached:
                reached[end] = max(reached.get(end, 0), reached[end - len(part)] + 1)
    return reached.get(len(wanted), 0) > 1 and "&" not in name


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _count_divided(counts: Mapping[str, int], separator: str) -> int:
    """Return the number of texts with several labels, each of which occurs without one of the others elsewhere."""
    divided = {text: frozenset(part.strip() for part in text.casefold().split(separator)) - {""} for text in counts}
    sets = defaultdict[str, list[frozenset[str]]](list)
    for labels in divided.values():
        for label in labels:
            sets[label].append(labels)
    return sum(
        counts[text]
        for text, labels in divided.items()
        if len(labels) > 1 and all(any(not labels <= other for other in sets[label]) for label in labels)
    )
