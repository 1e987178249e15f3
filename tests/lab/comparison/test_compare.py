"""Cache, earlier tables and selection, with two quick methods on a few films."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab.comparison.compare import compare
from lab.comparison.entry import Entry
from lab.comparison.measures import measure
from lab.comparison.methods.base import LabelledTexts, Method
from lab.comparison.methods.frequency import MostFrequent
from lab.comparison.methods.pipelines import TrainedPipeline
from lab.comparison.methods.tfidf import NaiveBayes
from lab.comparison.rows import CARRIED_OVER, NOTE, end_of_report, read_report, rows_table, value, write_report
from lab.comparison.runs.cache import cache_path
from lab.comparison.runs.run import Runs
from lab.comparison.split import Split
from lab.errors import UnknownMethod
from tests.film_lists import WORDS
from tests.markdown import without_padding

NAMES = ["frequent", "bayes"]
ENTRIES = (
    Entry("frequent", MostFrequent()),
    Entry("bayes", NaiveBayes(min_df=1), extra=True),
    Entry("lost", TrainedPipeline(Path("nowhere")), loaded=True),
)


def films(part: int) -> LabelledTexts:
    """Six films of each of six genres."""
    texts = [f"film {number}\n{line} {part}" for line in WORDS.values() for number in range(6)]
    truth = np.repeat(np.eye(len(WORDS), dtype=np.float32), 6, axis=0)
    return LabelledTexts(tuple(WORDS), tuple(texts), truth)


SPLIT = Split(films(0), films(1), films(2), films(3))


def report(numbers: Mapping[str, Any]) -> list[str]:
    return [*rows_table(numbers["methods"], {"F1": value("twenty", "tuned", "micro_f1")}), *end_of_report(numbers)]


def run(folder: Path, split: Split = SPLIT, entries: tuple[Entry, ...] = ENTRIES, **options: Any) -> dict[str, Any]:
    runs = Runs(folder / "cache", **options)
    return compare("few", entries, split, measure, report, {"test": split.test.hash}, folder / "results", runs)


def origins(numbers: Mapping[str, Any]) -> dict[str, str]:
    return {row["name"]: row["origin"] for row in numbers["methods"]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("comparison")


@pytest.fixture(scope="module")
def first(folder: Path) -> dict[str, Any]:
    return run(folder)


def test_files_have_all_rows(first: dict[str, Any], folder: Path) -> None:
    assert origins(first) == dict.fromkeys(NAMES, "now")
    assert read_report(folder / "results", "few") == json.loads(json.dumps(first))
    lines = (folder / "results" / "few.md").read_text().splitlines()
    assert lines == report(first)
    frequent, bayes = (row["twenty"]["tuned"]["micro_f1"] for row in first["methods"])
    assert f"| bayes | {bayes:.3f} |" in without_padding(lines) and bayes > frequent
    assert [row["films"] for row in first["methods"]] == [36, 72]
    assert lines[-1] == "- lost: needs the pipeline nowhere, which has not been trained"


def test_costs(first: dict[str, Any]) -> None:
    for row in first["methods"]:
        assert row["seconds_to_fit"] >= 0 and min(row["cost"].values()) > 0


def test_second_run_is_cached_and_equal(first: dict[str, Any], folder: Path) -> None:
    second = run(folder)
    assert origins(second) == dict.fromkeys(NAMES, "cached")
    assert [{**row, "origin": "now"} for row in second["methods"]] == first["methods"]
    assert origins(run(folder, only=NAMES[:1], fresh=True)) == {"frequent": "now", "bayes": "cached"}


def test_changed_data_is_not_cached(first: dict[str, Any], folder: Path) -> None:
    changed = run(folder, replace(SPLIT, test=films(4)), only=NAMES[:1])
    assert origins(changed) == {"frequent": "now"}
    assert changed["missing"]["bayes"] == "it is not selected by --only, and not cached"


def test_rows_that_cannot_be_run_are_carried_over(first: dict[str, Any], tmp_path: Path) -> None:
    write_report(tmp_path / "results", "few", [], first)
    for _ in range(2):  # also from the new table
        carried = run(tmp_path, only=NAMES[:1])
        assert origins(carried)["bayes"] == CARRIED_OVER
        assert {**carried["methods"][1], "origin": "now"} == first["methods"][1]
        assert NOTE in report(carried) and NOTE not in report(first)


def test_other_parameters_are_not_carried_over(first: dict[str, Any], tmp_path: Path) -> None:
    write_report(tmp_path / "results", "few", [], first)
    changed = (ENTRIES[0], replace(ENTRIES[1], method=NaiveBayes(alpha=2.0)))
    assert list(origins(run(tmp_path, entries=changed, only=NAMES[:1]))) == NAMES[:1]


def test_extra_films_that_are_not_there(tmp_path: Path) -> None:
    assert "needs extra films" in run(tmp_path, replace(SPLIT, extra=None))["missing"]["bayes"]


def test_the_cache_depends_on_parameters_version_and_data(tmp_path: Path) -> None:
    def path(method: Method, *data: str) -> Path:
        return cache_path(tmp_path, "naive Bayes", method, data)

    @dataclass(frozen=True)
    class Changed(NaiveBayes):
        VERSION = 2

        def __repr__(self) -> str:
            return repr(NaiveBayes())

    different = [path(NaiveBayes(), "a"), path(NaiveBayes(), "b"), path(NaiveBayes(alpha=1), "a"), path(Changed(), "a")]
    assert len(set(different)) == 4
    assert path(NaiveBayes(), "a") == different[0]


def test_unknown_name(tmp_path: Path) -> None:
    with pytest.raises(UnknownMethod, match="unknown method: palm reading; known methods: frequent, bayes, lost"):
        run(tmp_path, only=["palm reading"])
