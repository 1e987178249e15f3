"""What readers make of the input: blocks of rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from movie_classifier.tables.columns import DESCRIPTION_COLUMNS, TITLE_COLUMNS, find_column

BLOCK_ROWS = 2_048
"""Number of rows in a block of the formats whose rows can be counted."""


@dataclass(frozen=True)
class RejectedRow:
    """A row that cannot be classified.

    Attributes:
        line: its first line in the file, from 1; in a Parquet file its row, from 1.
        reason: why it cannot be classified.
        row: the row as JSON types, or its text if it could not be parsed.
    """

    line: int
    reason: str
    row: object


@dataclass(frozen=True)
class Block:
    """Rows that follow one another in the input.

    The input alone decides where blocks begin and end. So what is written for each block does not depend on processes,
    batches or interruptions.

    Attributes:
        rows: record batch of the rows that could be read, as the output will have them.
        titles, descriptions: title and description of each of these rows, of any type.
        lines: line of each of these rows; see `RejectedRow`.
        rejected: rows that could not be read.
    """

    rows: Any
    titles: Sequence[object]
    descriptions: Sequence[object]
    lines: Sequence[int]
    rejected: Sequence[RejectedRow] = field(default_factory=list)


class ColumnChoice(NamedTuple):
    """Columns that the user named; None for one that is found by its usual names."""

    title: str | None = None
    description: str | None = None

    def find(self, columns: Sequence[str]) -> tuple[int, int]:
        """Return the positions of title and description in `columns`.

        Raises:
            ColumnNotFound: there is no such column.
        """
        title = find_column("title", TITLE_COLUMNS, columns, self.title)
        description = find_column("description", DESCRIPTION_COLUMNS, columns, self.description)
        return columns.index(title), columns.index(description)


class Reader(Protocol):
    """Reads one format.

    Attributes:
        columns: names of the columns of the input.
        schema: schema of `Block.rows`.
        total: number of rows; None if it is not known before they are read.
    """

    columns: Sequence[str]
    schema: Any
    total: int | None

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of the input. Raises `InputUnreadable` where the input is damaged."""
