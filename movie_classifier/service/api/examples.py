"""The example of the documentation pages: a film, and the response of the shipped model."""

from typing import Any

OTHELLO = {
    "title": "Othello",
    "description": (
        "The evil Iago pretends to be friend of Othello in order to manipulate him to serve his own end in the film "
        "version of this Shakespeare classic."
    ),
}

SCORES: dict[str, float] = {
    "Action": 0.0235,
    "Adventure": 0.0263,
    "Animation": 0.0155,
    "Comedy": 0.5612,
    "Crime": 0.0335,
    "Documentary": 0.0014,
    "Drama": 0.6448,
    "Family": 0.0201,
    "Fantasy": 0.1433,
    "Foreign": 0.0418,
    "History": 0.0226,
    "Horror": 0.0181,
    "Music": 0.0186,
    "Mystery": 0.0361,
    "Romance": 0.1446,
    "Science Fiction": 0.0122,
    "TV Movie": 0.0135,
    "Thriller": 0.0305,
    "War": 0.0114,
    "Western": 0.0032,
}

CARD = """\
# movie_genres 0.3.1

Genres of films (20 labels) from title and description.
"""

METRICS = """\
# HELP movie_classifier_films_total Films classified.
# TYPE movie_classifier_films_total counter
movie_classifier_films_total 1.0
"""

PREDICTION: dict[str, Any] = {
    "title": "Othello",
    "genre": "Drama",
    "genres": ["Drama", "Comedy"],
    "scores": SCORES,
    "confidence": "normal",
    "confidence_reason": None,
}

EXPLANATION: dict[str, Any] = {
    "genre": "Drama",
    "probability": 0.6448,
    "unit": "word",
    "parts": [
        {"field": "title", "start": 0, "end": 7, "text": "Othello", "contribution": 0.3398, "known": True},
        {"field": "description", "start": 0, "end": 3, "text": "The", "contribution": -0.0591, "known": True},
        {"field": "description", "start": 4, "end": 8, "text": "evil", "contribution": -0.1969, "known": True},
    ],
}
"""The first three parts of the explanation of `OTHELLO`."""
