"""Classifies a CSV file with TF-IDF and logistic regression.

Usage: `python -m lab.benchmarks.bulk.tfidf fit FILMS MODEL`, and then
`python -m lab.benchmarks.bulk.tfidf classify INPUT OUTPUT MODEL`.
"""

import csv
import pickle
import sys
from itertools import islice
from pathlib import Path

from lab.benchmarks.bulk.rows import read_rows
from lab.benchmarks.tfidf import fit_tfidf
from movie_classifier.film import film_text
from movie_classifier.model.genres import GENRES

BATCH = 1_024
"""Films that are classified at once."""

THRESHOLD = 0.5


def fit(films: Path, model: Path) -> None:
    """Fit on a film list, and write the fitted pipeline to `model`."""
    model.write_bytes(pickle.dumps(fit_tfidf(films)))


def classify(source: Path, output: Path, model: Path) -> None:
    """Write the films of `source` with their genres to `output`."""
    pipeline = pickle.loads(model.read_bytes())  # noqa: S301 - `fit` wrote it
    films = read_rows(source)
    with output.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        while batch := list(islice(films, BATCH)):
            scores = pipeline.predict_proba(list(map(film_text, batch)))
            for film, row, best in zip(batch, scores >= THRESHOLD, scores.argmax(axis=1), strict=True):
                chosen = [GENRES[index] for index in row.nonzero()[0]]
                writer.writerow([*film, GENRES[best], "|".join(chosen)])


if __name__ == "__main__":
    step, *arguments = sys.argv[1:]
    if step == "fit":
        fit(*map(Path, arguments))
    else:
        classify(*map(Path, arguments))
