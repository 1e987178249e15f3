"""The application: `uvicorn --factory movie_classifier.service.api.app:create_app`."""
