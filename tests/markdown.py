"""Markdown tables in tests."""

import re
from collections.abc import Iterable


def without_padding(lines: Iterable[str]) -> str:
    """The lines as one text, with single spaces where a table pads its cells."""
    return re.sub(" +", " ", "\n".join(lines))
