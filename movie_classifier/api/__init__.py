"""The HTTP service: `uvicorn movie_classifier.api:app`."""

from movie_classifier.api.app import create_app

app = create_app()
