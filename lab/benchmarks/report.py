"""Reports of the benchmarks: Markdown tables, requirements and JSON files."""

import importlib.metadata
import json
import operator
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from tabulate import tabulate

NONE = "-"
"""Cell of a missing value."""


COMPARISONS = {"at least": operator.ge, "at most": operator.le, "under": operator.lt}
"""How a measured value has to compare with its limit."""


@dataclass(frozen=True)
class Requirement:
    """A requirement and its measured value.

    Attributes:
        name: name of the measured value.
        limit: the limit, as text.
        measured: the measured value, as text.
        met: whether the requirement is met; None if it was not measured.
    """

    name: str
    limit: str
    measured: str
    met: bool | None


def require(name: str, comparison: str, limit: float, measured: float | None, unit: str = "") -> Requirement:
    """Return a requirement on a number. `comparison` is one of `COMPARISONS`."""
    met = None if measured is None else COMPARISONS[comparison](measured, limit)
    return Requirement(name, f"{comparison} {limit:g}{unit}", figure(measured, unit), met)


def require_true(name: str, measured: bool) -> Requirement:
    """Return a requirement that something is so."""
    return Requirement(name, "yes", "yes" if measured else "no", measured)


def figure(value: float | None, unit: str = "") -> str:
    """Format `value` to three significant digits, without dropping integer digits."""
    if value is None:
        return NONE
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits
    return text + unit


def ratio(dividend: float | None, divisor: float | None) -> float | None:
    """Return the quotient; None if a value is missing or the divisor is zero."""
    return None if dividend is None or not divisor else dividend / divisor


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table. The first column is aligned to the left, all others to the right."""
    alignment = ["left", *["right"] * (len(header) - 1)]
    return tabulate(rows, header, tablefmt="pipe", colalign=alignment, disable_numparse=True).splitlines()


def requirements_table(wanted: Sequence[Requirement]) -> list[str]:
    """Return the lines of a Markdown table of requirements."""
    met = {True: "met", False: "NOT MET", None: "not measured"}
    return table(
        ["requirement", "limit", "measured", ""],
        [[each.name, each.limit, each.measured, met[each.met]] for each in wanted],
    )


def environment_info() -> dict[str, str]:
    """Return processor, Python version and package versions."""
    packages = ("fastapi", "uvicorn", "spacy", "numpy", "scikit-learn", "torch", "sentence-transformers")
    return {"processor": _processor(), "python": platform.python_version(), **dict(_versions(packages))}


def publish(
    name: str, lines: Sequence[str], figures: dict[str, Any], wanted: Sequence[Requirement], results: Path | None
) -> None:
    """Print the lines of a report, and write them with its figures and requirements to `results` unless it is None."""
    click.echo("\n".join(lines))
    if results:
        write_results(results, name, lines, figures, wanted)


def write_results(
    folder: Path, name: str, lines: Sequence[str], figures: dict[str, Any], wanted: Sequence[Requirement] = ()
) -> None:
    """Write `NAME.md` and `NAME.json` to `folder`, which is created if necessary."""
    if wanted:
        figures = figures | {"requirements": [asdict(each) for each in wanted]}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    text = json.dumps(figures | {"environment": environment_info()}, indent=2, ensure_ascii=False)
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
