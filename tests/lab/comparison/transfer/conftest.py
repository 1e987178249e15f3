"""Two tiny lists of films, and a learning curve that was measured on them."""

from pathlib import Path

import pytest

from lab.comparison.runs.run import Runs
from lab.comparison.transfer.curve import Experiment, measure_transfer
from lab.comparison.transfer.entries import CONTINUED, LOGISTIC, SHIPPED
from lab.comparison.transfer.film_lists import movies_list, plots_list
from tests.conftest import SHIPPED_MODEL
from tests.film_lists import small_config
from training.config import Plan, read_plan

QUICK = [LOGISTIC, SHIPPED, CONTINUED]


@pytest.fixture(scope="module")
def experiment(trained: Plan, plots: Path, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    folder = tmp_path_factory.mktemp("transfer")
    for name in ("genres.cfg", "films_vectors.cfg", "films.cfg"):
        small_config(folder, name)
    return Experiment(
        movies_list(trained), (plots_list(plots),), read_plan(folder / "films.cfg"), folder, SHIPPED_MODEL,
        sizes=(150, None), seeds=1,
    )  # fmt: skip


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("runs"), QUICK)


@pytest.fixture(scope="module")
def lines(experiment: Experiment, runs: Runs) -> list[str]:
    """The report of a first run."""
    return measure_transfer(experiment, runs.cache / "results", runs)
