"""Classifies films with `nlp.pipe` and nothing around it; prints films a second.

`python -m benchmarks.bare_loop MODEL FILMS.jsonl SECONDS`, where a line of the second is the body of a `POST /genre`.
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


def films_a_second(model: Path, films: Sequence[Film], seconds: float) -> float:
    """Films from text to scores in a second, warm."""
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
    print(films_a_second(Path(sys.argv[1]), [Film(**json.loads(line)) for line in lines], float(sys.argv[3])))
