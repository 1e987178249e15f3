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
    "Action": 0.0283,
    "Adventure": 0.0147,
    "Animation": 0.0199,
    "Comedy": 0.35,
    "Crime": 0.025,
    "Documentary": 0.0048,
    "Drama": 0.7397,
    "Family": 0.055,
    "Fantasy": 0.037,
    "Foreign": 0.0389,
    "History": 0.0102,
    "Horror": 0.0289,
    "Music": 0.0213,
    "Mystery": 0.0106,
    "Romance": 0.1964,
    "Science Fiction": 0.0059,
    "TV Movie": 0.036,
    "Thriller": 0.0233,
    "War": 0.0075,
    "Western": 0.0135,
}

PREDICTION: dict[str, Any] = {"title": "Othello", "genre": "Drama", "genres": ["Drama", "Comedy"], "scores": SCORES}
