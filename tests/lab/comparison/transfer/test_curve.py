import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lab.comparison.rows import read_report, write_report
from lab.comparison.runs.run import Runs
from lab.comparison.transfer.curve import Experiment, measure_transfer
from lab.comparison.transfer.entries import CONTINUED, LOGISTIC, SHIPPED
from tests.lab.comparison.transfer.conftest import QUICK
from tests.markdown import without_padding

pytestmark = pytest.mark.slow


def read_points(runs: Runs) -> list[dict[str, Any]]:
    points: list[dict[str, Any]] = read_report(runs.cache / "results", "transfer")["points"]
    return points


def test_files_agree(lines: list[str], runs: Runs) -> None:
    results = runs.cache / "results"
    assert (results / "transfer.md").read_text().splitlines() == lines
    table = without_padding(lines)
    for point in read_points(runs):
        assert f"{point['measures']['micro_f1']:.3f}" in table
    svg = (results / "transfer.svg").read_text()
    assert all(name in svg for name in QUICK)


def test_every_method_on_every_list_and_size(lines: list[str], experiment: Experiment, runs: Runs) -> None:
    points = read_points(runs)
    everything = {films.name: int((films.table["split"] == "train").sum()) for films in _lists(experiment)}
    assert {(each["films"], each["method"], each["train"]) for each in points} == {
        (name, method, train) for name, size in everything.items() for method in QUICK for train in (150, size)
    }
    assert all(each["measures"]["micro_f1"] > 0.3 for each in points if each["method"] != SHIPPED)


def test_forgetting_is_measured_on_films_that_the_list_does_not_have(
    lines: list[str], experiment: Experiment, runs: Runs
) -> None:
    movies = experiment.movies.table
    titles = {title.lower() for title in experiment.others[0].table["title"]}
    old = movies[(movies["split"] == "test") & ~movies["title"].isin(titles)]
    points = read_points(runs)
    assert 0 < len(old) < (movies["split"] == "test").sum()
    for point in points:
        assert (point["old"] is None) == (point["films"] == experiment.movies.name)
        if point["old"]:
            assert point["old"]["films"] == len(old)
    assert f"The {len(old):,} test films of The Movies Dataset" in "\n".join(lines)
    assert any(line.startswith("| continued with 150 films") for line in lines)


def test_a_second_run_is_read_from_the_cache(lines: list[str], experiment: Experiment, runs: Runs) -> None:
    said: list[str] = []
    assert measure_transfer(experiment, runs.cache / "again", replace(runs, echo=said.append)) == lines
    assert not any(line.endswith("starts") for line in said)


def test_results_of_the_table_are_kept_without_a_cache(
    lines: list[str], experiment: Experiment, runs: Runs, tmp_path: Path
) -> None:
    results = Path(shutil.copytree(runs.cache / "results", tmp_path / "results"))
    said: list[str] = []
    without_cache = replace(runs, cache=tmp_path / "cache", echo=said.append)
    assert measure_transfer(experiment, results, without_cache) == lines
    assert sum(line.endswith(": in the table") for line in said) == len(read_points(runs))
    assert not without_cache.cache.exists()
    small, logistic = replace(experiment, sizes=(150,), others=()), replace(without_cache, only=[LOGISTIC])
    points = read_report(results, "transfer")["points"]
    write_report(
        results, "transfer", [], {"points": [{**point, "inputs": "of an earlier version"} for point in points]}
    )
    measure_transfer(small, results, logistic)
    kept = {point["method"]: point["inputs"] for point in read_report(results, "transfer")["points"]}
    assert {method for method, inputs in kept.items() if inputs == "of an earlier version"} == {SHIPPED, CONTINUED}
    assert f"{experiment.movies.name}, 150 films, draw 1, {LOGISTIC}: starts" in said
    said.clear()
    measure_transfer(small, results, replace(logistic, fresh=True))
    assert not any(line.endswith(": in the table") for line in said)


def test_an_interrupted_run_goes_on(lines: list[str], experiment: Experiment, runs: Runs) -> None:
    [gone, *_] = runs.cache.glob("*logistic*.json")
    gone.unlink()
    said: list[str] = []
    measure_transfer(experiment, runs.cache / "resumed", replace(runs, echo=said.append))
    assert [line for line in said if line.endswith("starts")] == [
        line for line in said if line.endswith(f"{LOGISTIC}: starts")
    ]
    assert sum(line.endswith("starts") for line in said) == 1


def test_methods_that_were_not_run_have_no_column(lines: list[str]) -> None:
    header = next(line for line in lines if "train + dev films" in line)
    assert [cell.strip() for cell in header.split("|")[2:-1]] == list(QUICK)


def test_a_list_with_other_labels_leaves_the_shipped_pipeline_out(
    lines: list[str], experiment: Experiment, runs: Runs
) -> None:
    table = experiment.movies.table
    renamed = table.assign(labels=table["labels"].map(lambda labels: [f"{label}!" for label in labels]))
    other = replace(
        experiment, movies=replace(experiment.movies, table=renamed), others=(), sizes=(150,),
    )  # fmt: skip
    said: list[str] = []
    measure_transfer(other, runs.cache / "other", replace(runs, only=[LOGISTIC, SHIPPED], echo=said.append))
    assert any("left out, the pipeline" in line and "does not know Action!" in line for line in said)


def _lists(experiment: Experiment) -> list[Any]:
    return [experiment.movies, *experiment.others]
