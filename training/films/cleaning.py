"""Drops films that cannot be used, and reports what was dropped and why."""

from dataclasses import dataclass, field

import pandas as pd

from movie_classifier.film import clean, is_blank

PLACEHOLDERS = frozenset({"no overview found", "no overview", "no overview yet", "no overview available"})
"""Texts that stand for a missing description, in lower case and without the full stop."""


@dataclass
class Films:
    """A table of films, and the numbers of rows that were dropped.

    Attributes:
        table: one row for each film.
        read: number of rows in the file.
        dropped: reason → number of rows.
        published_split: whether the published scores have a split of this list.
    """

    table: pd.DataFrame
    read: int
    dropped: dict[str, int] = field(default_factory=dict)
    published_split: bool = False

    def drop(self, reason: str, rows: "pd.Series[bool]") -> None:
        """Drop the rows for which `rows` is True."""
        rows = rows.astype(bool)  # that of an empty table has another type
        self.dropped[reason] = int(rows.sum())
        self.table = self.table[~rows]

    def report(self) -> list[str]:
        """Return lines with the numbers of rows that were read, dropped and kept."""
        lines = [f"{self.read:>8,} rows read"]
        lines += [f"{count:>8,} dropped: {reason}" for reason, count in self.dropped.items() if count]
        return [*lines, f"{len(self.table):>8,} films kept"]


def drop_unusable(films: Films) -> None:
    """Drop duplicates, and films without a title, a description or a label."""
    films.drop("id seen before", films.table["id"].duplicated())
    films.drop("no title", films.table["title"].map(is_blank))
    films.drop("no description", films.table["description"].map(_is_placeholder))
    both = text_key(films.table["title"] + "\n" + films.table["description"])
    films.drop("title and description seen before", both.duplicated())
    films.drop("no label", films.table["genres"].map(len) == 0)
    films.table = films.table.reset_index(drop=True)


def drop_known(films: Films, known: pd.DataFrame) -> None:
    """Drop the films of the table `known`, by id, by title and year, or by description."""
    films.drop("id is in the first file", films.table["id"].isin(known["id"]))
    films.drop("title and year are in the first file", film_key(films.table).isin(film_key(known)))
    descriptions = text_key(films.table["description"])
    films.drop("description is in the first file", descriptions.isin(text_key(known["description"])))


def film_key(table: pd.DataFrame) -> "pd.Series[str]":
    """Return title and year as one text. Films with the same text count as the same film."""
    return text_key(table["title"]) + "|" + table["year"]


def text_key(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Normalize case, white space and control characters, for comparisons."""
    return texts.map(lambda text: clean(text).casefold())


def _is_placeholder(text: str) -> bool:
    return is_blank(text) or clean(text).rstrip(".").casefold() in PLACEHOLDERS
