"""What a benchmark compares: commands, one measured after the other."""

import importlib.util
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

BESIDE = "beside"
"""Name of the case of another checkout, which `--beside` names."""


@dataclass(frozen=True)
class Case:
    """A command to measure.

    Attributes:
        name: name for `--only`.
        title: name in the table.
        command: the command.
        variables: its environment variables.
        missing: why it cannot run here; None if it can.
    """

    name: str
    title: str
    command: list[str]
    variables: Mapping[str, str] = field(default_factory=dict)
    missing: str | None = None


AnyCase = TypeVar("AnyCase", bound=Case)


def select(cases: Sequence[AnyCase], only: Sequence[str]) -> list[AnyCase]:
    """Return the cases that `only` names, and that of another checkout; all if it names none."""
    return [case for case in cases if not only or case.name in (*only, BESIDE)]


def present(cases: Sequence[AnyCase], left_out: dict[str, str], echo: Callable[[str], None]) -> Iterator[AnyCase]:
    """Yield the cases that can run here. `left_out` gets the titles of the others, and why."""
    for case in cases:
        if case.missing:
            left_out[case.title] = case.missing
            echo(f"{case.title}: left out, {case.missing}")
        else:
            echo(f"{case.title}: starts")
            yield case


def not_installed(*packages: str) -> str | None:
    """Return which of the packages are missing; None if none is."""
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    return f"not installed: {', '.join(missing)}" if missing else None
