"""Shows the progress of a run."""

from collections.abc import Callable
from typing import Any

from tqdm import tqdm


class Progress:
    """Shows rows, rate and time left on stderr, if it is a terminal.

    As a context manager, it removes its line at the end.

    Args:
        total: number of rows, if it is known.
        done: number of rows that an earlier run has finished. They do not count for the rate.
        fraction_read: returns how much of the input has been read, to estimate the number of rows if it is not known.
        quiet: whether to show nothing.
    """

    def __init__(self, total: int | None, done: int, fraction_read: Callable[[], float | None], quiet: bool) -> None:
        self._fraction_read = None if total is not None else fraction_read
        disable = True if quiet else None
        self._bar: tqdm[Any] = tqdm(total=total, initial=done, unit=" rows", disable=disable, leave=False)

    def read(self, rows: int) -> None:
        """Estimate the total, after `rows` rows have been read."""
        fraction = self._fraction_read() if self._fraction_read else None
        if fraction and rows:
            self._bar.total = max(round(rows / fraction), rows)

    def advance(self, rows: int) -> None:
        """Count rows that have their answers."""
        self._bar.update(rows)

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *error: object) -> None:
        self._bar.close()
