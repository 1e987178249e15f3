"""A pipeline that is prepared, trained and evaluated once for all tests of the steps."""

from pathlib import Path

import pytest

from tests.film_lists import small_config
from training.config import Plan, read_plan
from training.evaluate import evaluate
from training.prepare import prepare
from training.train import train


@pytest.fixture(scope="session")
def trained(movies_csv: Path, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """A plan whose corpora are prepared, and whose pipeline is trained and evaluated."""
    plan = read_plan(small_config(tmp_path_factory.mktemp("trained")))
    prepare(plan, movies_csv)
    train(plan)
    evaluate(plan)
    return plan
