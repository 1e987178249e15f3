"""Columns of film lists: those with the title and the description of a film, and those that are added."""

import re
from collections.abc import Iterable, Sequence

from movie_classifier.errors import MovieClassifierError
from movie_classifier.film import clean

TITLE_COLUMNS = ("title", "movie_title", "series_title", "original_title")
DESCRIPTION_COLUMNS = ("description", "overview", "plot", "synopsis", "plot_synopsis", "movie_info")

LONGEST_NAME, MOST_NAMES = 40, 50
"""Characters of a name, and names, that a message shows."""

PREFIX = "predicted_"
"""Prefix of an added column whose name is taken."""


class ColumnNotFound(MovieClassifierError):
    """Raised when a film list has no column for a part of a film."""

    def __init__(self, part: str, accepted: Sequence[str], columns: Sequence[str]) -> None:
        super().__init__(
            f"no column for the {part}: expected {' or '.join(accepted)}, found {_show(columns) or 'no columns'}; "
            f"name the column with --{part}-column (in Python {part}_column)"
        )


def find_column(part: str, accepted: Sequence[str], columns: Sequence[str], chosen: str | None = None) -> str:
    """Return the column of `columns` that holds a part of a film.

    The comparison ignores case, white space and underscores: `Series_Title` and `series title` are the same name.

    Args:
        part: name of the part in messages and options, as `description`.
        accepted: names to look for, the preferred one first.
        columns: columns of the list.
        chosen: column that the user named. Only this one is accepted. One with exactly this name is preferred.

    Raises:
        ColumnNotFound: no column has one of the names.
    """
    if chosen is not None and chosen in columns:
        return chosen
    wanted = (chosen,) if chosen is not None else tuple(accepted)
    by_name = {_normalize(column): column for column in reversed(columns)}
    for name in map(_normalize, wanted):
        if name in by_name:
            return by_name[name]
    raise ColumnNotFound(part, wanted, columns)


def find_film_columns(
    columns: Sequence[str], title: str | None = None, description: str | None = None
) -> tuple[int | None, int]:
    """Return the positions of title and description in `columns`. A list may have no titles.

    Args:
        columns: columns of the list.
        title, description: columns that the user named; by default they are found by their usual names.

    Raises:
        ColumnNotFound: there is no column for the description, or none that the user named.
    """
    at = columns.index(find_column("description", DESCRIPTION_COLUMNS, columns, description))
    try:
        return columns.index(find_column("title", TITLE_COLUMNS, columns, title)), at
    except ColumnNotFound:
        if title is not None:
            raise
        return None, at


def _show(columns: Sequence[str]) -> str:
    """Return the names on one line. A file that is no table may have any bytes there, and a line of any length."""
    names = [name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}..." for name in map(clean, columns)]
    return ", ".join(names[:MOST_NAMES]) + (", ..." if len(names) > MOST_NAMES else "")


def _normalize(name: str) -> str:
    return re.sub(r"[\s_]+", "", name).casefold()


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
