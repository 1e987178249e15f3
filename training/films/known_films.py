"""Recognises films that the shipped pipelines have learned from, by hashes of title and year.

`python -m training.films.known_films` writes the hashes from the corpora of the shipped pipeline.
"""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import spacy
from numpy.typing import NDArray

from movie_classifier.model.model_path import SHIPPED_FOLDERS, shipped_model_path
from training.config import Plan, read_plan
from training.films.cleaning import film_key
from training.films.corpus import read_corpus

SHIPPED_CONFIG = Path("lab/configs/shipped.cfg")
FILE = Path(__file__).parent.parent / "known_films" / "shipped.npy"
"""Sorted 32-bit hashes. Of 20,000 films that are not among 200,000, one has the hash of one of them."""


def hash_films(table: pd.DataFrame) -> NDArray[np.uint32]:
    """Return a hash of title and year for each film of `table` whose year is known."""
    keys = film_key(table[table["year"] != ""])
    digests = b"".join(sha256(key.encode(errors="replace")).digest()[:4] for key in keys)
    return np.frombuffer(digests, "<u4")


def starts_from_shipped(plan: Plan) -> bool:
    """Return whether training continues from a shipped pipeline, or uses its encoder."""
    shipped = {shipped_model_path(name).resolve() for name in SHIPPED_FOLDERS}
    return any(path.resolve() in shipped for path in (plan.weights, plan.encoder) if path)


def count_known(films: pd.DataFrame) -> int:
    """Return how many films of the table the shipped pipelines have learned from."""
    return int(np.isin(hash_films(films), np.load(FILE)).sum())


def write_known_films(corpora: Iterable[Path], path: Path) -> int:
    """Write the hashes of the films of `corpora` to `path`, and return their number."""
    nlp = spacy.blank("en")
    films = [
        (doc.text.split("\n", 1)[0], str(doc.user_data["year"] or ""))
        for corpus in corpora
        for doc in read_corpus(corpus, nlp)
    ]
    hashes = np.unique(hash_films(pd.DataFrame(films, columns=["title", "year"])))
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, hashes)
    return len(hashes)


if __name__ == "__main__":
    plan = read_plan(SHIPPED_CONFIG)
    assert plan.extra
    print(f"{write_known_films((plan.train, plan.extra), FILE):,} films: {FILE}")
