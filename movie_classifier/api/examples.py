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
    "Action": 0.0214,
    "Adventure": 0.0195,
    "Animation": 0.0227,
    "Comedy": 0.4417,
    "Crime": 0.0103,
    "Documentary": 0.0036,
    "Drama": 0.6832,
    "Family": 0.0705,
    "Fantasy": 0.0365,
    "Foreign": 0.0275,
    "History": 0.0046,
    "Horror": 0.0147,
    "Music": 0.027,
    "Mystery": 0.0076,
    "Romance": 0.1982,
    "Science Fiction": 0.01,
    "TV Movie": 0.032,
    "Thriller": 0.0138,
    "War": 0.011,
    "Western": 0.0108,
}

PREDICTION: dict[str, Any] = {"title": "Othello", "genre": "Drama", "genres": ["Drama", "Comedy"], "scores": SCORES}
