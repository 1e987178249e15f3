"""Columns of film lists: those with the title and the description of a film, and those that are added."""

from collections.abc import Iterable, Sequence

from movie_classifier.errors import MovieClassifierError

TITLE_COLUMNS = ("title",)
DESCRIPTION_COLUMNS = ("description", "overview", "plot", "synopsis")

PREFIX = "predicted_"
"""Prefix of an added column whose name is taken."""


class ColumnNotFound(MovieClassifierError):
    """Raised when a film list has no column for a part of a film."""

    def __init__(self, part: str, accepted: Sequence[str], columns: Sequence[str]) -> None:
        super().__init__(
            f"no column for the {part}: expected {' or '.join(accepted)}, found {', '.join(columns) or 'no columns'}; "
            f"name the column with --{part}-column (in Python {part}_column)"
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


class ColumnTaken(MovieClassifierError):
    """Raised when a film list has a column with the name of an added one, and also with the prefix."""

    def __init__(self, name: str, prefix: str) -> None:
        super().__init__(f"the columns {name} and {prefix + name} are there already; choose another --prefix")


def name_added_columns(names: Iterable[str], columns: Iterable[str], prefix: str = PREFIX) -> list[str]:
    """Return the name of each added column: the name itself, or with `prefix` if it is taken.

    The comparison ignores case, as SQL does.

    Args:
        names: wanted names, the more important one of two equal ones first.
        columns: columns of the list.
        prefix: put before a name that is taken.

    Raises:
        ColumnTaken: the name with the prefix is taken too.
    """
    taken, added = {column.casefold() for column in columns}, list[str]()
    for name in names:
        chosen = prefix + name if name.casefold() in taken else name
        if chosen.casefold() in taken:
            raise ColumnTaken(name, prefix)
        taken.add(chosen.casefold())
        added.append(chosen)
    return added
