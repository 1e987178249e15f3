import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
import spacy
from spacy.tokens import DocBin

from lab.comparison.genres.entries import SHIPPED
from lab.comparison.genres.table import Comparison
from lab.comparison.methods.base import Method
from lab.comparison.methods.tfidf import NaiveBayes
from lab.comparison.rows import NOTE, write_report
from lab.comparison.runs.cache import cache_path
from lab.comparison.split import read_split
from lab.errors import UnknownMethod
from tests.lab.comparison.conftest import QUICK, quick_compare
from tests.markdown import without_padding
from training.config import Plan
from training.evaluation.evaluate import evaluate
from training.films.corpus import read_corpus


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("comparison")


@pytest.fixture(scope="module")
def first(trained: Plan, folder: Path) -> Comparison:
    return quick_compare(trained, folder)


def names(comparison: Comparison) -> list[str]:
    return [each.name for each in comparison.rows]


def origins(comparison: Comparison) -> list[str]:
    return [each.origin for each in comparison.rows]


@pytest.mark.slow
def test_files_agree_with_the_comparison(first: Comparison, folder: Path) -> None:
    assert names(first) == QUICK
    results = folder / "results"
    lines = (results / "genres.md").read_text().splitlines()
    assert lines == first.report()
    methods = json.loads((results / "genres.json").read_text())["methods"]
    svg = (results / "genres.svg").read_text()
    for each, method in zip(first.rows, methods, strict=True):
        assert method["name"] == each.name
        for setting in ("twenty", "five"):
            assert method[setting] == each.measures[setting]
            f1 = f"{method[setting]['tuned']['micro_f1']:.3f}"
            rows = without_padding(lines).splitlines()
            assert any(line.startswith(f"| {each.name} |") and f1 in line for line in rows)
        assert f"{each.name}" in svg


def test_loaded_pipeline_is_measured_as_evaluate_does(first: Comparison, trained: Plan) -> None:
    expected = evaluate(trained).performance
    shipped = first.rows[-1].measures
    assert {key: shipped["twenty"]["tuned"][key] for key in ("precision", "micro_f1", "macro_f1")} == {
        key: expected[key] for key in ("precision", "micro_f1", "macro_f1")
    }
    assert shipped["five"]["tuned"]["micro_f1"] == expected["five_genres"]["micro_f1"]
    assert shipped["twenty"]["calibration_error"] == expected["calibration_error"]


def test_costs(first: Comparison) -> None:
    for each in first.rows:
        assert (each.seconds is None) == (each.name == SHIPPED)
        assert each.cost.films_per_second > 0 < each.cost.milliseconds
        assert each.cost.megabytes > 0
        assert each.date == str(date.today())
    assert first.rows[0].films and first.rows[-1].films is None


def test_second_run_is_cached_and_equal(first: Comparison, trained: Plan, folder: Path) -> None:
    assert origins(first) == ["now"] * len(QUICK)
    second = quick_compare(trained, folder)
    assert origins(second) == ["cached"] * len(QUICK)
    assert all(line.endswith(" cached |") for line in second.report()[4 : 4 + len(QUICK)])
    for before, after in zip(first.rows, second.rows, strict=True):
        assert after.measures == before.measures
        assert (after.seconds, after.cost, after.date) == (before.seconds, before.cost, before.date)


def test_fresh_ignores_the_cache_for_the_rows_that_are_asked_for(
    first: Comparison, trained: Plan, folder: Path
) -> None:
    third = quick_compare(trained, folder, only=QUICK[:1], fresh=True)
    assert names(third) == QUICK
    assert origins(third) == ["now", "cached", "cached", "cached"]


@pytest.mark.slow
def test_changed_data_is_not_cached(first: Comparison, trained: Plan, folder: Path, tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    docs = list(read_corpus(trained.test, nlp))[1:]
    DocBin(attrs=["ORTH", "SPACY"], docs=docs).to_disk(tmp_path / "test.spacy")
    changed = quick_compare(replace(trained, test=tmp_path / "test.spacy"), folder)
    assert origins(changed) == ["now"] * len(QUICK)
    assert changed.rows[0].measures["twenty"]["films"] == len(docs)


@pytest.mark.slow
def test_rows_that_cannot_be_run_are_carried_over(first: Comparison, trained: Plan, tmp_path: Path) -> None:
    write_report(tmp_path / "results", "genres", first.report(), first.as_json())
    only = ["naive Bayes, TF-IDF"]
    carried = quick_compare(trained, tmp_path, only=only)
    assert names(carried) == QUICK
    assert origins(carried) == ["carried over", "now", "carried over", "carried over"]
    for before, after in zip(first.rows, carried.rows, strict=True):
        assert after.measures == before.measures
    assert carried.rows[-1].cost == first.rows[-1].cost
    assert NOTE in carried.report() and NOTE not in first.report()
    assert names(quick_compare(trained, tmp_path, only=only)) == QUICK  # also from the new table


def test_other_test_films_or_parameters_are_not_carried_over(first: Comparison, trained: Plan, tmp_path: Path) -> None:
    results = tmp_path / "results"
    write_report(results, "genres", [], replace(first, test_films="other").as_json())
    assert names(quick_compare(trained, tmp_path, only=QUICK[:1])) == QUICK[:1]
    rows = (*first.rows[:1], replace(first.rows[1], parameters=repr(NaiveBayes(alpha=2.0))), *first.rows[2:])
    write_report(results, "genres", [], replace(first, rows=rows).as_json())
    assert names(quick_compare(trained, tmp_path, only=QUICK[:1])) == [QUICK[0], *QUICK[2:]]


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


def test_what_is_missing_is_reported(first: Comparison, folder: Path) -> None:
    assert "folder" in first.missing["fine-tuned sentence encoders (teacher)"]
    assert "word vectors" in first.missing["CNN on word vectors, no title"]
    assert "extra" in first.missing["fastText, extra films"]
    assert "not selected" in first.missing["random forest, TF-IDF"]
    for name, reason in first.missing.items():
        assert f"- {name}: {reason}" in first.report()


@pytest.mark.slow
def test_extra_films(trained: Plan, tmp_path: Path) -> None:
    plan = replace(trained, extra=trained.train)
    train = len(read_split(plan).train)
    comparison = quick_compare(plan, tmp_path, only=["logistic regression, TF-IDF, extra films", "shipped model"])
    assert names(comparison) == ["logistic regression, TF-IDF, extra films", "shipped model"]
    assert [each.films for each in comparison.rows] == [2 * train] * 2


def test_unknown_name(trained: Plan, tmp_path: Path) -> None:
    with pytest.raises(UnknownMethod, match="unknown method: palm reading; known methods: most frequent"):
        quick_compare(trained, tmp_path, only=["palm reading"])


def test_plot_is_drawn_without_a_row_left_open(first: Comparison) -> None:
    assert not plt.get_fignums()
