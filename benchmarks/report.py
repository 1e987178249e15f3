"""What a benchmark says: tables in Markdown, which of the wanted figures are met, and the same as JSON."""

import importlib.metadata
import json
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tabulate import tabulate

NONE = "-"
"""Stands where there is no figure."""


@dataclass(frozen=True)
class Wanted:
    """A figure that is wanted, and what it came to.

    Attributes:
        what: which figure.
        limit: what is wanted of it, in words.
        measured: what it came to, in words.
        met: None where it was not measured.
    """

    what: str
    limit: str
    measured: str
    met: bool | None

    @classmethod
    def at_least(cls, what: str, limit: float, measured: float | None, unit: str = "") -> "Wanted":
        """`measured` is to be `limit` or more."""
        met = None if measured is None else measured >= limit
        return cls(what, f"at least {limit:g}{unit}", figure(measured, unit), met)

    @classmethod
    def at_most(cls, what: str, limit: float, measured: float | None, unit: str = "") -> "Wanted":
        """`measured` is to be `limit` or less."""
        met = None if measured is None else measured <= limit
        return cls(what, f"at most {limit:g}{unit}", figure(measured, unit), met)

    @classmethod
    def under(cls, what: str, limit: float, measured: float | None, unit: str = "") -> "Wanted":
        """`measured` is to be less than `limit`."""
        met = None if measured is None else measured < limit
        return cls(what, f"under {limit:g}{unit}", figure(measured, unit), met)

    @classmethod
    def true(cls, what: str, measured: bool) -> "Wanted":
        """`measured` is to be True."""
        return cls(what, "yes", "yes" if measured else "no", measured)


def figure(value: float | None, unit: str = "") -> str:
    """`value` with three significant digits, or all those before the point."""
    if value is None:
        return NONE
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits
    return text + unit


def quotient(dividend: float | None, divisor: float | None) -> float | None:
    """One by the other; None where one is not known or the divisor is zero."""
    return None if dividend is None or not divisor else dividend / divisor


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table. The first column is aligned to the left, all others to the right."""
    alignment = ["left", *["right"] * (len(header) - 1)]
    return tabulate(rows, header, tablefmt="pipe", colalign=alignment, disable_numparse=True).splitlines()


def wanted_table(wanted: Sequence[Wanted]) -> list[str]:
    """The lines of a Markdown table of what is met."""
    met = {True: "met", False: "NOT MET", None: "not measured"}
    return table(
        ["wanted", "limit", "measured", ""], [[each.what, each.limit, each.measured, met[each.met]] for each in wanted]
    )


def surroundings() -> dict[str, str]:
    """What the figures depend on beside the code."""
    packages = ("fastapi", "uvicorn", "spacy", "numpy", "scikit-learn", "torch", "sentence-transformers")
    return {"processor": _processor(), "python": platform.python_version(), **dict(_versions(packages))}


def write_results(folder: Path, name: str, lines: Sequence[str], figures: dict[str, Any]) -> None:
    """Write `NAME.md` and `NAME.json` to `folder`, which is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = json.dumps(figures | {"surroundings": surroundings()}, indent=2, ensure_ascii=False)
    (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _versions(packages: Sequence[str]) -> Iterator[tuple[str, str]]:
    for package in packages:
        try:
            yield package, importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()
