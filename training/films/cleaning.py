"""Drops films that cannot be used, and reports what was dropped and why."""

from dataclasses import dataclass, field

import pandas as pd

from movie_classifier.film import clean, is_blank, is_placeholder

MANY = 0.1
"""Share of dropped rows above which a report warns."""


@dataclass
class Films:
    """A table of films, and the numbers of rows that were dropped.

    Attributes:
        table: one row for each film.
        read: number of rows in the file.
        dropped: reason → number of rows.
        joined: number of rows whose labels were joined with those of another row.
        published_split: whether the published scores have a split of this list.
        notes: what else was changed, for people.
    """

    table: pd.DataFrame
    read: int
    dropped: dict[str, int] = field(default_factory=dict)
    joined: int = 0
    published_split: bool = False
    notes: list[str] = field(default_factory=list)

    def drop(self, reason: str, rows: "pd.Series[bool]") -> None:
        """Drop the rows for which `rows` is True."""
        rows = rows.astype(bool)  # that of an empty table has another type
        self.dropped[reason] = int(rows.sum())
        self.table = self.table[~rows]

    def report(self) -> list[str]:
        """Return lines with the numbers of rows that were read, joined, dropped and kept, and the notes."""
        lines = [f"{self.read:>8,} rows read"]
        if self.joined:
            lines.append(f"{self.joined:>8,} joined: they differ from another row in the labels alone")
        lines += [f"{count:>8,} dropped: {reason}" for reason, count in self.dropped.items() if count]
        lines += [f"{len(self.table):>8,} films kept", *self.notes]
        dropped = sum(self.dropped.values())
        if dropped > MANY * self.read:
            reason = max(self.dropped, key=self.dropped.__getitem__)
            lines.append(
                f"warning: {dropped / self.read:.0%} of the rows were dropped, most of them for this: {reason}"
            )
        return lines


def join_rows(films: Films, has_id: "pd.Series[bool]") -> None:
    """Join rows that differ in the labels alone: some lists have one row for each film and label.

    Args:
        films: the films.
        has_id: whether a film has an id of the list; other ids are different for each row.
    """
    table = films.table
    fields = table.drop(columns=["id", "genres"]).assign(id=table["id"].where(has_id[table.index], ""))
    keys = pd.Series(list(map(tuple, fields.to_numpy())), table.index, dtype=object)
    repeated = keys[keys.duplicated(keep=False)]
    surplus = list[int]()
    for _, rows in repeated.groupby(repeated, sort=False):
        labels = table.loc[rows.index, "genres"]
        if len(set(map(tuple, labels))) > 1:
            table.at[rows.index[0], "genres"] = list(dict.fromkeys(name for names in labels for name in names))
            surplus += rows.index[1:].tolist()
    films.joined = len(surplus)
    films.table = table.drop(index=surplus)


def drop_unusable(films: Films) -> None:
    """Drop duplicates, and films without a title, a description or a label."""
    films.drop("id seen before", films.table["id"].duplicated())
    films.drop("no title", films.table["title"].map(is_blank))
    films.drop("no description", films.table["description"].map(lambda text: is_blank(text) or is_placeholder(text)))
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
