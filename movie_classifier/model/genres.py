"""Labels of the shipped model: TMDB's movie genres, in alphabetical order. `find_labels` finds labels of any model."""

from collections.abc import Sequence

from movie_classifier.errors import UnknownGenre

GENRES: tuple[str, ...] = (
    "Action",
    "Adventure",
    "Animation",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Family",
    "Fantasy",
    "Foreign",
    "History",
    "Horror",
    "Music",
    "Mystery",
    "Romance",
    "Science Fiction",
    "TV Movie",
    "Thriller",
    "War",
    "Western",
)
"""The twenty genres of TMDB. TMDB retired `Foreign` after 2017, and The Movies Dataset still has it."""

FIVE_GENRES: tuple[str, ...] = ("Action", "Comedy", "Drama", "Romance", "Thriller")
"""The five most frequent genres, which published results with five genres use."""


def find_labels(names: Sequence[str], labels: Sequence[str]) -> set[str]:
    """Return the labels with these names: an exact match, or else a match that ignores case.

    Raises:
        UnknownGenre: a name is none of `labels`.
    """
    by_name = {label.casefold(): label for label in labels} | {label: label for label in labels}
    found = {name: by_name.get(name) or by_name.get(name.casefold()) for name in names}
    unknown = sorted(name for name, label in found.items() if label is None)
    if unknown:
        raise UnknownGenre(unknown, labels)
    return {label for label in found.values() if label is not None}
