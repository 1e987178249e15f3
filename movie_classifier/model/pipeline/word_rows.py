"""Numbers the words that a pipeline reads, so that arrays can hold one value or vector for each word."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc


class WordRows:
    """Gives each word a row: 0 for the first new word, 1 for the next one, and so on.

    Attributes:
        words: hash of each word, in the order of the rows.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all words."""
        self.words: list[int] = []
        self._rows: dict[int, int] = {}
        self._docs: Sequence[Doc] | None = None
        self._found: NDArray[np.intp] = np.zeros(0, np.intp)

    def find(self, docs: Sequence[Doc]) -> NDArray[np.intp]:
        """Return the rows of all tokens of `docs`, one document after the other. New words get new rows.

        The result for the last list of documents is kept: a lookup takes a sixth of the time of a film, and every array
        of values needs it.
        """
        if docs is not self._docs:
            hashes = np.concatenate([doc.to_array("ORTH") for doc in docs]).tolist()
            try:
                rows = list(map(self._rows.__getitem__, hashes))
            except KeyError:
                new = [word for word in dict.fromkeys(hashes) if word not in self._rows]
                self._rows.update(zip(new, range(len(self.words), len(self.words) + len(new)), strict=True))
                self.words += new
                rows = list(map(self._rows.__getitem__, hashes))
            self._docs, self._found = docs, np.array(rows, np.intp)
        return self._found


class GrowingTable:
    """An array that grows by rows: doubling its size takes less time than appending to it.

    Args:
        width: number of columns.

    Attributes:
        size: number of rows in use.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self.clear()

    def clear(self) -> None:
        """Remove all rows."""
        self.size = 0
        self._rows = np.zeros((0, self._width), np.float32)

    def append(self, rows: NDArray[np.float32]) -> None:
        """Append `rows`, of shape (number, width)."""
        size = self.size + len(rows)
        if size > len(self._rows):
            larger = np.zeros((2 * size, self._width), np.float32)
            larger[: self.size] = self._rows[: self.size]
            self._rows = larger
        self._rows[self.size : size] = rows
        self.size = size

    def __getitem__(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return the rows with these numbers."""
        found: NDArray[np.float32] = self._rows[rows]
        return found
