import json
from pathlib import Path

import pytest

from lab.comparison.plot_list import read_plots
from lab.comparison.runs.run import Runs
from lab.comparison.split import prepare_films
from lab.comparison.tags.compare import compare_tags
from tests.film_lists import small_config
from tests.markdown import without_padding
from training.config import Plan, read_plan

pytestmark = pytest.mark.slow

QUICK = [
    "most frequent tags",
    "logistic regression, TF-IDF, words only",
    "continued from the shipped pipeline",
    "shipped hidden layer and words, logistic regression",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tags")
    small_config(folder, "films.cfg")
    small_config(folder, "tags.cfg")
    return folder


@pytest.fixture(scope="module")
def plan(folder: Path) -> Plan:
    return read_plan(folder / "films.cfg")


def run(plan: Plan, plots: Path, folder: Path, only: list[str], said: list[str] | None = None) -> list[str]:
    echo = print if said is None else said.append
    return compare_tags(plan, plots, folder / "results", Runs(folder / "cache", only, echo=echo), configs=folder)


@pytest.fixture(scope="module")
def lines(plan: Plan, plots: Path, folder: Path) -> list[str]:
    return run(plan, plots, folder, QUICK)


def test_files_agree(lines: list[str], plan: Plan, plots: Path, folder: Path) -> None:
    assert (folder / "results" / "tags.md").read_text().splitlines() == lines
    numbers = json.loads((folder / "results" / "tags.json").read_text())
    assert [each["name"] for each in numbers["methods"]] == QUICK
    assert set(numbers["films"]) == {"cult", "romantic", "violence"}
    split = prepare_films(read_plots(plots, "labels"), plan)
    assert numbers["parts"] == [len(split.train), len(split.dev), len(split.test)]
    table = without_padding(lines)
    for method in numbers["methods"]:
        assert f"{method['one_threshold']['micro_f1']:.3f} | {method['by_tag']['micro_f1']:.3f}" in table
    assert numbers["films"]["cult"] == sum("cult" in tags for tags in read_plots(plots, "labels")["labels"])


def test_methods_learn_tags(lines: list[str], folder: Path) -> None:
    frequent, *others = json.loads((folder / "results" / "tags.json").read_text())["methods"]
    for learnt in others:
        assert learnt["by_tag"]["micro_f1"] > frequent["by_tag"]["micro_f1"] + 0.05


def test_what_was_not_run_is_named_and_a_second_run_is_cached(
    lines: list[str], plan: Plan, plots: Path, folder: Path
) -> None:
    assert any(line.startswith("- linear SVM, TF-IDF: it is not selected") for line in lines)
    said: list[str] = []
    assert run(plan, plots, folder, QUICK[:1], said) == lines
    assert f"{QUICK[2]}: cached" in said
