"""Adds what the posters of a library say to the predictions of the texts."""

from typing import Protocol

from movie_classifier.errors import PosterError, PostersOff, ServiceAnswerError
from movie_classifier.film import Film
from movie_classifier.library.film import FilmLeftAlone, LibraryFilm
from movie_classifier.poster.shrink import shrink_poster
from movie_classifier.prediction import Prediction

UNPROCESSABLE = 422
"""Status with which the service refuses a poster."""


class PosterClassifier(Protocol):
    """Classifies a film from its text and its poster."""

    def predict_with_poster(self, film: Film, poster: bytes) -> Prediction:
        """Return the prediction.

        Raises:
            PosterError: the poster cannot be used, or posters are not read.
            ServiceAnswerError: the same from a service, with the status 422.
        """


class PosterReader:
    """Reads posters until the classifier says that it has no poster model.

    Args:
        classifier: classifies films with posters.
    """

    def __init__(self, classifier: PosterClassifier) -> None:
        self._classifier = classifier
        self._on = True

    def add(self, prediction: Prediction, film: LibraryFilm) -> tuple[Prediction, str]:
        """Return the prediction from text and poster, and a note for the user about the poster.

        A film without a poster, or with one that cannot be used, keeps the prediction of its text.
        """
        if not self._on:
            return prediction, ""
        try:
            poster = film.read_poster()
            if poster is None:
                return prediction, ""
            text = Film(film.title, film.description or "")
            return self._classifier.predict_with_poster(text, shrink_poster(poster)), "with its poster"
        except (PosterError, FilmLeftAlone, ServiceAnswerError, OSError) as error:
            if isinstance(error, ServiceAnswerError) and error.status != UNPROCESSABLE:
                raise
            self._on = PostersOff.PROBLEM not in str(error)
            return prediction, f"without its poster: {error}" if self._on else ""
