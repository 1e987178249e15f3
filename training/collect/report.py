"""What a collection has, and what was missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.collect.discovery import Found
from training.collect.film_record import ATTRIBUTION
from training.collect.journal import Journal


@dataclass(frozen=True)
class Collected:
    """A collection that is complete.

    Attributes:
        output: the file with the films.
        listed: number of films that TMDB or the file of ids listed.
        films: number of films in the output.
        missing: id → reason, for films that are not in the output.
        without: field → ids of films in the output without it.
        posters: number of posters; None if none were wanted.
        missing_posters: id → reason, for posters that TMDB names but did not deliver.
        unlisted: day of release → films that TMDB does not list, because it has too many of that day.
    """

    output: Path
    listed: int
    films: int
    missing: dict[int, str]
    without: dict[str, list[int]]
    posters: int | None
    missing_posters: dict[int, str]
    unlisted: dict[str, int]

    def report(self) -> list[str]:
        """Return lines for the terminal."""
        lines = [f"{self.listed:>8,} films listed"]
        lines += [f"{number:>8,} missing: {reason}" for reason, number in Counter(self.missing.values()).most_common()]
        lines += [f"{number:>8,} not listed: too many of {day}" for day, number in self.unlisted.items()]
        lines.append(f"{self.films:>8,} films written to {self.output}")
        lines += [f"{len(ids):>8,} of them without {field}" for field, ids in self.without.items() if ids]
        if self.posters is not None:
            lines.append(f"{self.posters:>8,} posters")
            reasons = Counter(self.missing_posters.values())
            lines += [f"{number:>8,} posters missing: {reason}" for reason, number in reasons.most_common()]
        return [*lines, ATTRIBUTION]

    def as_json(self) -> dict[str, Any]:
        """Return everything, with the ids of films that lack something."""
        return {
            "attribution": ATTRIBUTION, "listed": self.listed, "films": self.films, "missing": self.missing,
            "without": self.without, "posters": self.posters, "missing_posters": self.missing_posters,
            "unlisted": self.unlisted,
        }  # fmt: skip


def count(
    output: Path, found: Found, records: Sequence[dict[str, Any]], journal: Journal, width: str | None
) -> Collected:
    """Count the films, and what they lack. `width` is the posters' width; None if none were wanted."""
    listed = set(found.ids)
    fields = {"a description": "overview", "a genre": "genres", "a poster at TMDB": "poster_path"}
    return Collected(
        output=output,
        listed=len(found.ids),
        films=len(records),
        missing={number: reason for number, reason in journal.missing_films().items() if number in listed},
        without={name: [film["id"] for film in records if not film[field]] for name, field in fields.items()},
        posters=None if width is None else sum(bool(film["poster"]) for film in records),
        missing_posters={} if width is None else journal.missing_posters(width),
        unlisted=found.unlisted,
    )
