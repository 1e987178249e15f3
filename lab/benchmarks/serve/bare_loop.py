"""Prints the films per second of `nlp.pipe` in a bare loop.

Usage: `python -m lab.benchmarks.serve.bare_loop MODEL FILMS.jsonl SECONDS`. FILMS.jsonl has a body
of `POST /genre` on each line.
"""

import itertools
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import spacy

from movie_classifier.film import Film, film_text

BATCH = 64


def films_per_second(model: Path, films: Sequence[Film], seconds: float) -> float:
    """Return the films per second from text to scores, after a warm-up."""
    nlp = spacy.load(model)
    for doc in nlp.pipe(map(film_text, films[: 4 * BATCH]), batch_size=BATCH):
        assert doc.cats
    start = time.perf_counter()
    texts = map(film_text, itertools.cycle(films))
    for count, _ in enumerate(nlp.pipe(texts, batch_size=BATCH), 1):
        if count % BATCH == 0 and time.perf_counter() - start > seconds:
            break
    return count / (time.perf_counter() - start)


if __name__ == "__main__":
    lines = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    print(films_per_second(Path(sys.argv[1]), [Film(**json.loads(line)) for line in lines], float(sys.argv[3])))
