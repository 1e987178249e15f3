"""Names that film lists use for the title and the description of a film."""

from collections.abc import Sequence

from movie_classifier.errors import MovieClassifierError

TITLE_COLUMNS = ("title",)
DESCRIPTION_COLUMNS = ("description", "overview", "plot", "synopsis")


class ColumnNotFound(MovieClassifierError):
    """Raised when a film list has no column for a part of a film."""

    def __init__(self, part: str, accepted: Sequence[str], columns: Sequence[str]) -> None:
        super().__init__(
            f"no column for the {part}: expected {' or '.join(accepted)}, found {', '.join(columns) or 'no columns'}; "
            f"name the column with --{part}-column"
        )


def find_column(part: str, accepted: Sequence[str], columns: Sequence[str], chosen: str | None = None) -> str:
    """Return the column of `columns` that holds a part of a film.

    The comparison ignores case and surrounding white space.

    Args:
        part: name of the part in messages and options, as `description`.
        accepted: names to look for, the preferred one first.
        columns: columns of the list.
        chosen: column that the user named. Only this one is accepted.

    Raises:
        ColumnNotFound: no column has one of the names.
    """
    wanted = (chosen,) if chosen is not None else tuple(accepted)
    by_name = {column.strip().casefold(): column for column in reversed(columns)}
    for name in wanted:
        if name.strip().casefold() in by_name:
            return by_name[name.strip().casefold()]
    raise ColumnNotFound(part, wanted, columns)
