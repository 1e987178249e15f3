"""Ask a running service: python examples/ask_service.py [URL]. Start one with `movie_classifier serve`."""

import sys

from movie_classifier import Film, GenreClient, MovieClassifierError

url = sys.argv[1] if len(sys.argv) > 1 else "localhost:8000"
try:
    [prediction] = GenreClient(url).predict([Film("High Plains", "A gunslinger rides into a frontier town.")])
except MovieClassifierError as error:
    sys.exit(f"Error: {error}")
print(f"{prediction.title}: {prediction.genre} ({prediction.scores[prediction.genre]:.0%})")
