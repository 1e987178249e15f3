"""Counts labels: which of them can be learned."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from training.films.labels.separator import looks_like_several

MIN_FILMS = 25
"""Films that a label needs to be learned."""

SHOWN = 10
"""Number of labels in a report."""

CHECKED = 200
"""Number of rare labels that are checked for being several: some lists have thousands."""


@dataclass(frozen=True)
class LabelCounts:
    """The labels of a film list.

    Attributes:
        kept: label → films, for labels with enough films, in alphabetical order.
        rare: label → films, for all other labels, the most frequent first.
        sizes: number of labels → films with so many, from 1.
    """

    kept: dict[str, int]
    rare: dict[str, int]
    sizes: dict[int, int]

    def report(self) -> list[str]:
        """Lines for the terminal."""
        lines = [f"labels ({len(self.kept)}): {_list(Counter(self.kept))}"]
        if self.rare:
            lines.append(f"too few films ({len(self.rare)}): {_list(Counter(self.rare))}")
        sizes = (f"{size}: {count:,}" for size, count in sorted(self.sizes.items()))
        lines.append(f"labels of a film: {', '.join(sizes)}")
        several = [name for name in (*self.kept, *list(self.rare)[:CHECKED]) if looks_like_several(name, self.kept)]
        if several:
            names = ", ".join(map(repr, several[:SHOWN]))
            lines.append(f"warning: {names} may be several labels; name their separator with --labels-separator")
        return lines


def count_labels(labels: Iterable[Sequence[str]], min_films: int = MIN_FILMS) -> LabelCounts:
    """Count the films of each label, and divide the labels by `min_films`."""
    films = [set(names) for names in labels]
    counts = Counter(name for names in films for name in names)
    kept = {name: counts[name] for name in sorted(counts) if counts[name] >= min_films}
    rare = {name: count for name, count in counts.most_common() if count < min_films}
    return LabelCounts(kept, rare, dict(Counter(map(len, films))))


def _list(counts: Counter[str]) -> str:
    shown = ", ".join(f"{name} {count:,}" for name, count in counts.most_common(SHOWN))
    return shown + (", ..." if len(counts) > SHOWN else "")
