"""A row of a comparison before it is measured: a method, and the films that it is fitted on."""

from dataclasses import dataclass

from lab.comparison.methods.base import Method


@dataclass(frozen=True)
class Entry:
    """A method with the films that it is fitted on.

    Attributes:
        name: name in the table.
        method: the method.
        source: document that describes the method; empty for a method of this project.
        extra: whether it is also fitted on the extra films.
        loaded: whether its model was trained by another step, and is only loaded.
    """

    name: str
    method: Method
    source: str = ""
    extra: bool = False
    loaded: bool = False
