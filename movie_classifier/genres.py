"""The labels: TMDB's movie genres, by the names TMDB gives them, in alphabetical order."""

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
"""All twenty genres of TMDB; `Foreign` was retired there after 2017, but The Movies Dataset still has it."""

FIVE_GENRES: tuple[str, ...] = ("Action", "Comedy", "Drama", "Romance", "Thriller")
"""The five most frequent ones, which the smaller published setting is limited to."""
