import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lab.comparison.transfer.curve import Experiment, measure_transfer
from lab.comparison.transfer.entries import CONTINUED, LOGISTIC, SHIPPED
from lab.errors import UnknownMethod
from tests.lab.comparison.transfer.conftest import QUICK
from tests.markdown import without_padding

pytestmark = pytest.mark.slow


def read_points(experiment: Experiment) -> list[dict[str, Any]]:
    text = (experiment.cache / "results" / "transfer.json").read_text()
    points: list[dict[str, Any]] = json.loads(text)["points"]
    return points


def test_files_agree(lines: list[str], experiment: Experiment) -> None:
    results = experiment.cache / "results"
    assert (results / "transfer.md").read_text().splitlines() == lines
    table = without_padding(lines)
    for point in read_points(experiment):
        assert f"{point['measures']['micro_f1']:.3f}" in table
    svg = (results / "transfer.svg").read_text()
    assert all(name in svg for name in QUICK)


def test_every_method_on_every_list_and_size(lines: list[str], experiment: Experiment) -> None:
    points = read_points(experiment)
    everything = {films.name: int((films.table["split"] == "train").sum()) for films in _lists(experiment)}
    assert {(each["films"], each["method"], each["train"]) for each in points} == {
        (name, method, train) for name, size in everything.items() for method in QUICK for train in (150, size)
    }
    assert all(each["measures"]["micro_f1"] > 0.3 for each in points if each["method"] != SHIPPED)


def test_forgetting_is_measured_on_films_that_the_list_does_not_have(lines: list[str], experiment: Experiment) -> None:
    movies = experiment.movies.table
    titles = {title.lower() for title in experiment.others[0].table["title"]}
    old = movies[(movies["split"] == "test") & ~movies["title"].isin(titles)]
    points = read_points(experiment)
    assert 0 < len(old) < (movies["split"] == "test").sum()
    for point in points:
        assert (point["old"] is None) == (point["films"] == experiment.movies.name)
        if point["old"]:
            assert point["old"]["films"] == len(old)
    assert f"The {len(old):,} test films of The Movies Dataset" in "\n".join(lines)
    assert any(line.startswith("| continued with 150 films") for line in lines)


def test_a_second_run_is_read_from_the_cache(lines: list[str], experiment: Experiment) -> None:
    said: list[str] = []
    assert measure_transfer(experiment, experiment.cache / "again", QUICK, echo=said.append) == lines
    assert not any(line.endswith("starts") for line in said)


def test_results_of_the_table_are_kept_without_a_cache(
    lines: list[str], experiment: Experiment, tmp_path: Path
) -> None:
    results = Path(shutil.copytree(experiment.cache / "results", tmp_path / "results"))
    without_cache = replace(experiment, cache=tmp_path / "cache")
    said: list[str] = []
    assert measure_transfer(without_cache, results, QUICK, echo=said.append) == lines
    assert sum(line.endswith(": in the table") for line in said) == len(read_points(experiment))
    assert not without_cache.cache.exists()
    said.clear()
    points = json.loads((results / "transfer.json").read_text())["points"]
    for point in points:
        point["inputs"] = "of an earlier version"
    (results / "transfer.json").write_text(json.dumps({"points": points}))
    others = [point for point in points if point["method"] != LOGISTIC]
    carried = replace(experiment, cache=tmp_path / "other", sizes=(150,), others=())
    measure_transfer(carried, Path(shutil.copytree(results, tmp_path / "carried")), [LOGISTIC], echo=said.append)
    kept = json.loads((tmp_path / "carried" / "transfer.json").read_text())["points"]
    assert [point for point in kept if point["method"] != LOGISTIC] == [
        point for point in others if point["films"] == carried.movies.name and point["drawn"] == 150
    ]
    said.clear()
    measure_transfer(replace(without_cache, sizes=(150,), others=()), results, [LOGISTIC], fresh=True, echo=said.append)
    assert [line for line in said if line.endswith(f"{LOGISTIC}: starts")]


def test_an_interrupted_run_goes_on(lines: list[str], experiment: Experiment) -> None:
    [gone, *_] = experiment.cache.glob("*logistic*.json")
    gone.unlink()
    said: list[str] = []
    measure_transfer(experiment, experiment.cache / "resumed", QUICK, echo=said.append)
    assert [line for line in said if line.endswith("starts")] == [
        line for line in said if line.endswith(f"{LOGISTIC}: starts")
    ]
    assert sum(line.endswith("starts") for line in said) == 1


def test_cells_that_were_not_run_are_empty(lines: list[str]) -> None:
    header = next(line for line in lines if "train + dev films" in line)
    place = [cell.strip() for cell in header.split("|")].index("from nothing")
    row = lines[lines.index(header) + 2]
    assert row.split("|")[place].strip() == ""


def test_a_list_with_other_labels_leaves_the_shipped_pipeline_out(lines: list[str], experiment: Experiment) -> None:
    table = experiment.movies.table
    renamed = table.assign(labels=table["labels"].map(lambda labels: [f"{label}!" for label in labels]))
    other = replace(
        experiment, movies=replace(experiment.movies, table=renamed), others=(), sizes=(150,),
    )  # fmt: skip
    said: list[str] = []
    measure_transfer(other, experiment.cache / "other", [LOGISTIC, SHIPPED], echo=said.append)
    assert any("left out, the pipeline" in line and "does not know Action!" in line for line in said)


def test_unknown_method(experiment: Experiment) -> None:
    with pytest.raises(UnknownMethod, match=f"unknown method: guessing; known methods: .*{CONTINUED}"):
        measure_transfer(experiment, experiment.cache / "none", ["guessing"])


def _lists(experiment: Experiment) -> list[Any]:
    return [experiment.movies, *experiment.others]
