"""The worked example of the documentation pages: one film and what the shipped model says of it."""

from typing import Any

OTHELLO = {
    "title": "Othello",
    "description": (
        "The evil Iago pretends to be friend of Othello in order to manipulate him to serve his own end in the film "
        "version of this Shakespeare classic."
    ),
}

SCORES: dict[str, float] = {}

PREDICTION: dict[str, Any] = {"title": "Othello", "genre": "Drama", "genres": ["Drama"], "scores": SCORES}
