"""Classifies a CSV file in a bare loop of `nlp.pipe`, and writes nothing.

Usage: `python -m lab.benchmarks.bulk.bare INPUT MODEL`.
"""

import sys
from pathlib import Path

import spacy

from lab.benchmarks.bulk.rows import read_rows
from movie_classifier.film import film_text

BATCH = 64


def main(source: Path, model: Path) -> None:
    """Read the films of `source`, and compute the scores of each."""
    nlp = spacy.load(model)
    for doc in nlp.pipe(map(film_text, read_rows(source)), batch_size=BATCH):
        assert doc.cats


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
