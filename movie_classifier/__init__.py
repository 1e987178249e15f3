"""Movie genres from a title and a description.

Importing this package imports neither spaCy nor FastAPI. `GenreClient` sends films to a running service.
`movie_classifier.classifier.GenreClassifier` (extra `server`) runs the model in this process.
"""

from movie_classifier.client import GenreClient
from movie_classifier.errors import MovieClassifierError
from movie_classifier.film import Film, film_text
from movie_classifier.genres import FIVE_GENRES, GENRES
from movie_classifier.prediction import Prediction
from movie_classifier.version import __version__

__all__ = [
    "FIVE_GENRES",
    "GENRES",
    "Film",
    "GenreClient",
    "MovieClassifierError",
    "Prediction",
    "__version__",
    "film_text",
]
