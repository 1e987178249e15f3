import json
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pytest

from lab.comparison.genres.compare import compare_genres
from lab.comparison.genres.entries import MOST_FREQUENT, SHIPPED
from lab.comparison.runs.run import Runs
from tests.markdown import without_padding
from training.config import Plan
from training.evaluation.evaluate import evaluate


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("comparison")


@pytest.fixture(scope="module")
def lines(trained: Plan, folder: Path) -> list[str]:
    return compare_genres(
        trained, folder, Runs(folder / "cache", [MOST_FREQUENT, SHIPPED]), configs=trained.config.parent,
        shipped=trained.best_model, accurate=(), teacher=None, vectors=None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def numbers(lines: list[str], folder: Path) -> dict[str, Any]:
    numbers: dict[str, Any] = json.loads((folder / "genres.json").read_text())
    return numbers


def test_files_agree(lines: list[str], numbers: dict[str, Any], folder: Path) -> None:
    assert [row["name"] for row in numbers["methods"]] == [MOST_FREQUENT, SHIPPED]
    assert (folder / "genres.md").read_text().splitlines() == lines
    table = without_padding(lines).splitlines()
    for setting in ("twenty", "five"):
        f1 = f"{numbers['methods'][1][setting]['tuned']['micro_f1']:.3f}"
        assert any(line.startswith(f"| {SHIPPED} |") and f1 in line for line in table)
    assert SHIPPED in (folder / "genres.svg").read_text()
    assert not plt.get_fignums()


def test_loaded_pipeline_is_measured_as_evaluate_does(numbers: dict[str, Any], trained: Plan) -> None:
    expected, shipped = evaluate(trained).performance, numbers["methods"][1]
    assert shipped["seconds_to_fit"] is shipped["films"] is None
    for key in ("precision", "micro_f1", "macro_f1"):
        assert shipped["twenty"]["tuned"][key] == expected[key]
    assert shipped["five"]["tuned"]["micro_f1"] == expected["five_genres"]["micro_f1"]
    assert shipped["twenty"]["calibration_error"] == expected["calibration_error"]


def test_what_is_missing_is_reported(lines: list[str], numbers: dict[str, Any]) -> None:
    missing = numbers["missing"]
    assert "folder" in missing["fine-tuned sentence encoders (teacher)"]
    assert "word vectors" in missing["CNN on word vectors, no title"]
    assert "extra" in missing["fastText, extra films"]
    assert "not selected" in missing["random forest, TF-IDF"]
    assert all(f"- {name}: {reason}" in lines for name, reason in missing.items())
