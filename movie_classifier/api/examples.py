"""The worked example of the documentation pages: one film and what the shipped model says of it."""

from typing import Any

OTHELLO = {
    "title": "Othello",
    "description": (
        "The evil Iago pretends to be friend of Othello in order to manipulate him to serve his own end in the film "
        "version of this Shakespeare classic."
    ),
}

SCORES: dict[str, float] = {
    "Action": 0.0234,
    "Adventure": 0.0361,
    "Animation": 0.0117,
    "Comedy": 0.4281,
    "Crime": 0.0191,
    "Documentary": 0.0057,
    "Drama": 0.6968,
    "Family": 0.0183,
    "Fantasy": 0.0658,
    "Foreign": 0.0613,
    "History": 0.0706,
    "Horror": 0.0113,
    "Music": 0.0133,
    "Mystery": 0.0156,
    "Romance": 0.1125,
    "Science Fiction": 0.0052,
    "TV Movie": 0.0222,
    "Thriller": 0.0215,
    "War": 0.0202,
    "Western": 0.0017,
}

METRICS = """\
# HELP movie_classifier_films_total Films classified.
# TYPE movie_classifier_films_total counter
movie_classifier_films_total 1.0
"""

PREDICTION: dict[str, Any] = {"title": "Othello", "genre": "Drama", "genres": ["Drama", "Comedy"], "scores": SCORES}
