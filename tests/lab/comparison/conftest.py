"""A split of tiny films, a pipeline that stands for one with word vectors, and a file of plots."""

import ast
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import spacy
from spacy.vectors import Vectors

from lab.comparison.split import Split, read_split
from tests.film_lists import WORDS, make_film
from training.config import Plan


@pytest.fixture(scope="session")
def split(trained: Plan) -> Split:
    return read_split(trained)


@pytest.fixture(scope="session")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> str:
    nlp = spacy.blank("en")
    words = " ".join(WORDS.values()).split()
    data = np.random.default_rng(0).normal(size=(len(words), 300)).astype("f")
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=data, keys=words, name="tiny")
    folder = tmp_path_factory.mktemp("vectors") / "tiny"
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture(scope="session")
def plots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file like that of MPST, with 300 films. Ten of them have titles of The Movies Dataset."""
    chance, rows = random.Random(1), []
    for number in range(300):
        film = make_film(number, chance)
        title = film["title"] if number < 10 else f"Plot {number}"
        genres = [entry["name"] for entry in ast.literal_eval(film["genres"])]
        rows.append(
            {
                "imdb_id": f"tt{number}",
                "tmdb_id": number if number % 3 else None,
                "title": title,
                "year": 1990,
                "plot": film["overview"],
                "labels": ["violence"] if "Action" in genres else ["cult", "romantic"],
                "tmdb_genres": genres,
            }
        )
    path = tmp_path_factory.mktemp("plots") / "mpst.parquet"
    pd.DataFrame(rows).astype({"tmdb_id": "Int64"}).to_parquet(path)
    return path
