"""A row of a comparison before it is measured: a method, and the films that it is fitted on."""

from collections.abc import Sequence
from dataclasses import dataclass

from lab.comparison.methods.base import Method
from lab.errors import UnknownMethod


@dataclass(frozen=True)
class Entry:
    """A method with the films that it is fitted on.

    Attributes:
        name: name in the table.
        source: document that describes the method; empty for a method of this project.
        method: the method.
        extra: whether it is also fitted on the extra films.
        loaded: whether its model was trained by another step, and is only loaded.
    """

    name: str
    source: str
    method: Method
    extra: bool = False
    loaded: bool = False


def check_names(only: Sequence[str], names: Sequence[str]) -> None:
    """Check that `only` has names of methods.

    Raises:
        UnknownMethod: one is not in `names`.
    """
    if unknown := [name for name in only if name not in names]:
        raise UnknownMethod(unknown, names)
