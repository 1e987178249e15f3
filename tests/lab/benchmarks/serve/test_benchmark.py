import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from lab.benchmarks.__main__ import main
from lab.benchmarks.serve.report import Bulk, Comparison, Measured
from lab.benchmarks.wrk import Measurement
from tests.film_lists import ROOT
from tests.lab.benchmarks.conftest import Run
from tests.markdown import without_padding


def measured(name: str, rate: float, p99: float = 2.0, failures: int = 0, bulk: Bulk | None = None) -> Measured:
    single = {count: Measurement(100, rate, 1.0, p99, failures, 0) for count in (1, 8, 64)}
    return Measured(name, f"the {name} one", 1.5, 100.0, 200.0, single, bulk)


def test_ratios_and_what_is_met() -> None:
    bulk = Bulk(Measurement(100, 10.0, 1.0, 2.0, 0, 0), 64, 640.0, 1_000.0)
    rows = [measured("empty", 1_000), measured("ours", 600, p99=6.0, bulk=bulk), measured("source-document", 20)]
    comparison = Comparison(rows, {"another": "not installed: x"}, seconds=1)
    assert [each.met for each in comparison.requirements()] == [True, True, True, False, False, True, True]
    report = without_padding(comparison.report())
    assert "| limit: empty endpoint, then `nlp.pipe` | 8 | 500 | 1 | 25 | - | - | - |" in report
    assert "| the ours one | 8 | 600 | 1.2 | 30 | 1 | 6 | 0 |" in report
    assert "| `POST /genres`, 64 films | 640 | 0.64 |" in report
    assert "- another: not installed: x" in report


def test_ratio_to_another_checkout() -> None:
    rows = [measured("ours", 96), measured("beside", 100)]
    comparison = Comparison(rows, {}, 1)
    assert [each.met for each in comparison.requirements()] == [None] * 3 + [False, False, False, True, True, True]
    assert "| /genre, 8 connections | 0.96 |" in without_padding(comparison.report())
    assert "This service was not measured." in Comparison(rows[1:], {}, 1).report()


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["serve", "--beside", str(tmp_path)])
    assert result.exit_code == 2
    assert f"{tmp_path} has no .venv/bin/python" in " ".join(result.output.split())


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert [each.met for each in Comparison([measured("empty", 1_000)], {}, 1).requirements()] == [None] * 3
    assert [each.met for each in Comparison([measured("ours", 1)], {}, 1).requirements()] == [None] * 3 + [True] * 3


def test_failures_are_shown_and_counted() -> None:
    comparison = Comparison([measured("empty", 1_000, failures=7)], {}, 1)
    assert comparison.failures() == 21
    assert "| 7 bad statuses, 0 socket errors |" in without_padding(comparison.report())


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
@pytest.mark.slow
def test_measures_real_servers(run_benchmark: Run) -> None:
    """The other checkout is this one."""
    options = ["--only", "empty", "--only", "ours", "--seconds", "1", "--beside", str(ROOT)]
    result, figures = run_benchmark("serve", *options)
    assert result.returncode == 0, result.stderr
    assert [row["name"] for row in figures["measured"]] == ["empty", "ours", "beside"]
    for row in figures["measured"]:
        assert list(row["single"]) == ["1", "8", "64"]
        assert all(one["requests"] > 0 for one in row["single"].values())
        assert 0 < row["memory_when_ready"] <= row["memory_peak"]
        assert row["seconds_to_ready"] > 0
    assert figures["measured"][2]["bulk"]["films_per_second"] > 0
    beside = [each["met"] for each in figures["requirements"] if each["name"].endswith(": ratio to the other checkout")]
    assert len(beside) == 4 and None not in beside
    assert figures["measured"][1]["bulk"]["bare_films_per_second"] > 0
    assert "| this service | 64 |" in without_padding(result.stdout.splitlines())
    assert "## Requirement" in result.stdout
