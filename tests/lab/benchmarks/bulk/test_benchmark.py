import sys
from pathlib import Path
from typing import Any

import pytest

from lab.benchmarks.bulk.cases import BARE, HTTP, ONE, SPARK, TFIDF, TWO, fill
from lab.benchmarks.bulk.measure import measure
from lab.benchmarks.bulk.report import crossover, report, requirements
from lab.benchmarks.case import BESIDE
from lab.benchmarks.process import ProcessFailed
from tests.film_lists import ROOT
from tests.lab.benchmarks.conftest import Run
from tests.markdown import without_padding


def result(name: str, rate: float, start: float = 1.0, **more: Any) -> dict[str, Any]:
    peaks = {"peak_mb": 100.0, "short_peak_mb": None, "digest": "digest"}
    times = {"rows": 1_000, "start_seconds": start, "seconds": 1_000 / rate}
    return {"name": name, "title": name, **times, **peaks, **more}


def make_figures(*results: dict[str, Any]) -> dict[str, Any]:
    return {"rows": 1_000, "short_rows": 10, "results": results, "left_out": {}}


def test_what_is_met() -> None:
    figures = make_figures(
        result(BARE, 100), result(ONE, 131, short_peak_mb=84.0), result(TWO, 240, short_peak_mb=83.0),
        result(HTTP, 80), result(SPARK, 180),
    )  # fmt: skip
    assert [each.met for each in requirements(figures)] == [True, True, True, False, True, False, True]
    text = without_padding(report(figures))
    assert "| one | 131 | 1.31 | 1 | 100 |" in text
    assert "| two | 83 | 100 | 1.2 |" in text


def test_what_was_not_measured() -> None:
    figures = make_figures(result(ONE, 100)) | {"left_out": {"Spark": "no Java"}}
    assert [each.met for each in requirements(figures)] == [None] * 6
    assert "- Spark: no Java" in report(figures)


def test_ratio_to_another_checkout() -> None:
    figures = make_figures(result(ONE, 96), result(BESIDE, 100))
    assert [each.name for each in requirements(figures) if each.met is False] == [
        "one process: ratio to the other checkout"
    ]


def test_different_bytes_are_noticed() -> None:
    assert requirements(make_figures(result(ONE, 1), result(HTTP, 1, digest="other")))[-1].met is False


def test_crossover() -> None:
    """100 rows a second after 1 s, and 200 after 6 s, have both done 1,000 rows after 11 s."""
    figures = make_figures(result(ONE, 100, 1), result(TWO, 300, 1), result(SPARK, 200, 6))
    assert crossover(figures, ONE) == pytest.approx(1_000)
    assert crossover(figures, TWO) is None
    lines = report(figures)
    assert "- Spark takes less time than one from 1,000 rows." in lines
    assert "- Spark never takes less time than two." in lines


def test_commands_are_filled() -> None:
    assert fill(["a", "{folder}/x", "p:{port}"], folder=Path("/f"), port=8) == ["a", "/f/x", "p:8"]


@pytest.mark.slow
def test_memory_of_all_processes_is_measured() -> None:
    child = "data = bytearray(60_000_000); import time; time.sleep(1)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    one = measure([sys.executable, "-c", child], None, {}, 60)
    both = measure([sys.executable, "-c", parent], None, {}, 60)
    assert one.peak_mb > 60
    assert both.peak_mb > one.peak_mb + 5
    with pytest.raises(ProcessFailed, match=r"exit code 3\nwhy"):
        measure([sys.executable, "-c", "import sys; print('why', file=sys.stderr); sys.exit(3)"], None, {}, 60)
    with pytest.raises(ProcessFailed, match="took more than"):
        measure([sys.executable, "-c", "import time; time.sleep(60)"], None, {}, 0.1)


@pytest.mark.slow
def test_one_run(run_benchmark: Run) -> None:
    """TF-IDF and Spark have tests of their own. One process differs from two processes only in `--processes`."""
    outcome, figures = run_benchmark(
        "bulk", "--rows", "300", "--only", BARE, "--only", ONE, "--only", HTTP, "--beside", str(ROOT)
    )
    assert outcome.returncode == 0, outcome.stderr
    bare, one, beside, http = figures["results"]
    assert [each["name"] for each in (bare, one, beside, http)] == [BARE, ONE, BESIDE, HTTP]
    assert one["digest"] is not None
    assert one["digest"] == beside["digest"] == http["digest"]
    assert bare["digest"] is None
    assert min(bare["peak_mb"], one["peak_mb"], http["peak_mb"], one["short_peak_mb"]) > 50


@pytest.mark.slow
def test_a_case_that_fails_does_not_stop_the_others(run_benchmark: Run, tmp_path: Path) -> None:
    """There is no model, so two cases fail."""
    outcome, figures = run_benchmark("bulk", "--rows", "20", "--only", BARE, "--only", TFIDF, "--model", str(tmp_path))
    assert outcome.returncode == 1
    assert [each["name"] for each in figures["results"]] == [TFIDF]
    assert figures["left_out"] == {"`nlp.pipe` in a bare loop": "it failed"}
    assert outcome.stderr.splitlines()[-1] == "Error: failed: `nlp.pipe` in a bare loop"


@pytest.mark.spark
def test_spark(run_benchmark: Run) -> None:
    pytest.importorskip("pyspark")
    outcome, figures = run_benchmark("bulk", "--rows", "300", "--only", SPARK)
    assert outcome.returncode == 0, outcome.stderr
    [measured] = figures["results"]
    assert measured["peak_mb"] > 200
