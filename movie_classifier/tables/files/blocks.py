"""What readers make of the input: blocks of rows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from movie_classifier.tables.columns import find_film_columns

BLOCK_ROWS = 2_048
"""Largest number of rows in a block."""

FindColumns = Callable[[Sequence[str]], object]
"""Takes the columns of a table, and raises `ColumnNotFound` if one that is needed is missing."""


@dataclass(frozen=True)
class RejectedRow:
    """A row that cannot be used.

    Attributes:
        line: its first line in the file, from 1; in a Parquet file its row, from 1.
        reason: why it cannot be used. Details are in brackets at the end.
        row: the row as JSON types, or its text if it could not be parsed.
    """

    line: int
    reason: str
    row: object

    @property
    def kind(self) -> str:
        """The reason without its details."""
        return self.reason.split(" (")[0]


class Block(Protocol):
    """Rows that follow one another in the input.

    The input alone decides where blocks begin and end. So what is written for each block does not depend on processes,
    batches or interruptions.
    """

    @property
    def lines(self) -> Sequence[int]:
        """Line of each row that could be read; see `RejectedRow`."""

    @property
    def rejected(self) -> Sequence[RejectedRow]:
        """Rows that could not be read."""

    def column(self, position: int) -> Sequence[object]:
        """Return the cells of a column, of the types that the format has."""

    def batch(self) -> Any:
        """Return the rows as a record batch of pyarrow, with `Reader.schema`."""


class ColumnChoice(NamedTuple):
    """Columns that the user named; None for one that is found by its usual names."""

    title: str | None = None
    description: str | None = None

    def find(self, columns: Sequence[str]) -> tuple[int | None, int]:
        """Return the positions of title and description in `columns`; see `find_film_columns`.

        Raises:
            ColumnNotFound: there is no such column.
        """
        return find_film_columns(columns, self.title, self.description)


class Reader(Protocol):
    """Reads one format.

    Attributes:
        columns: names of the columns of the input.
        total: number of rows; None if it is not known before they are read.
    """

    columns: Sequence[str]
    total: int | None

    @property
    def schema(self) -> Any:
        """Schema of `Block.batch`, of pyarrow."""

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the input. Raises `InputUnreadable` where the input is damaged."""
