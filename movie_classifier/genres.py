"""Labels of the shipped model: TMDB's movie genres, in alphabetical order."""

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
