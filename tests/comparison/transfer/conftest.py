"""Two tiny lists of films, and a learning curve that was measured on them."""

import random
from pathlib import Path

import pandas as pd
import pytest

from comparison.transfer.curve import Experiment, measure_transfer
from comparison.transfer.entries import CONTINUED, LOGISTIC, SHIPPED
from comparison.transfer.film_lists import movies_list, plots_list
from tests.conftest import SHIPPED_MODEL
from tests.film_lists import make_film, small_config
from training.config import Plan, read_plan

QUICK = [LOGISTIC, SHIPPED, CONTINUED]


@pytest.fixture(scope="session")
def plots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file like that of MPST, with 300 films. Ten of them have titles of The Movies Dataset."""
    chance, rows = random.Random(1), []
    for number in range(300):
        film = make_film(number, chance)
        title = film["title"] if number < 10 else f"Plot {number}"
        genres = [entry["name"] for entry in eval(film["genres"])]
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


@pytest.fixture(scope="module")
def experiment(trained: Plan, plots: Path, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    folder = tmp_path_factory.mktemp("transfer")
    for name in ("genres.cfg", "films_vectors.cfg", "films.cfg"):
        small_config(folder, name)
    return Experiment(
        movies_list(trained), (plots_list(plots),), read_plan(folder / "films.cfg"), folder, SHIPPED_MODEL,
        folder / "cache", sizes=(150, None), seeds=1,
    )  # fmt: skip


@pytest.fixture(scope="module")
def lines(experiment: Experiment) -> list[str]:
    """The report of a first run."""
    return measure_transfer(experiment, experiment.cache / "results", QUICK)
