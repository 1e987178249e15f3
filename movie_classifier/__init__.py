"""Movie genres from a title and a description.

The names of this package are imported when they are first used, so that the command stays light: only
`GenreClassifier` (extra `server`), which runs the model in this process, imports spaCy. `GenreClient` sends films to a
running service.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from movie_classifier.choice.choice import GenreChoice
    from movie_classifier.choice.genres_file import read_genres_file
    from movie_classifier.classifier import GenreClassifier
    from movie_classifier.client import GenreClient
    from movie_classifier.errors import MovieClassifierError
    from movie_classifier.film import Film, film_text
    from movie_classifier.model.genres import FIVE_GENRES, GENRES
    from movie_classifier.prediction import Prediction
    from movie_classifier.version import __version__

__all__ = [
    "FIVE_GENRES",
    "GENRES",
    "Film",
    "GenreChoice",
    "GenreClassifier",
    "GenreClient",
    "MovieClassifierError",
    "Prediction",
    "__version__",
    "film_text",
    "read_genres_file",
]

_MODULES = {
    "FIVE_GENRES": "model.genres",
    "GENRES": "model.genres",
    "Film": "film",
    "GenreChoice": "choice.choice",
    "GenreClassifier": "classifier",
    "GenreClient": "client",
    "MovieClassifierError": "errors",
    "Prediction": "prediction",
    "__version__": "version",
    "film_text": "film",
    "read_genres_file": "choice.genres_file",
}


def __getattr__(name: str) -> Any:
    """Import the module of a public name, and return the name's value."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
