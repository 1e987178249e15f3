"""Markdown tables."""

from collections.abc import Sequence

from tabulate import tabulate


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table. The first column is aligned to the left, all others to the right."""
    alignment = ["left", *["right"] * (len(header) - 1)]
    return tabulate(rows, header, tablefmt="pipe", colalign=alignment, disable_numparse=True).splitlines()
