"""Classify films in this process: python examples/classify_films.py (needs the extra `server`)."""

import sys

try:
    from movie_classifier import Film, GenreClassifier
    from movie_classifier.model.model_path import default_model_path
except ModuleNotFoundError as error:
    sys.exit(f"Error: this example needs {error.name}: pip install '.[server]'")

FILMS = [
    Film("High Plains", "A gunslinger rides into a frontier town."),
    Film("Red Star", "A spaceship crew wakes near an alien planet."),
]

classifier = GenreClassifier.load(default_model_path())
for prediction in classifier.predict(FILMS):
    print(f"{prediction.title}: {', '.join(prediction.genres)}")
