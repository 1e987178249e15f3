import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lab.benchmarks.__main__ import main
from lab.benchmarks.serve.report import failures, report, requirements
from tests.film_lists import ROOT
from tests.lab.benchmarks.conftest import Run
from tests.markdown import without_padding


def measurement(rate: float, p99: float = 2.0, failures: int = 0) -> dict[str, Any]:
    return {"per_second": rate, "p50": 1.0, "p99": p99, "bad_statuses": failures, "socket_errors": 0}


def measured(name: str, rate: float, p99: float = 2.0, failures: int = 0, bulk: Any = None) -> dict[str, Any]:
    return {
        "name": name, "title": f"the {name} one", "seconds_to_ready": 1.5, "memory_when_ready": 100.0,
        "memory_peak": 200.0, "bulk": bulk,
        "single": {count: measurement(rate, p99, failures) for count in ("1", "8", "64")},
    }  # fmt: skip


def make_figures(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"measured": rows, "missing": {}, "seconds": 1}


def met(figures: dict[str, Any]) -> list[bool | None]:
    return [each.met for each in requirements(figures)]


def test_ratios_and_what_is_met() -> None:
    bulk = {"measurement": measurement(10.0), "films": 64, "films_per_second": 640.0, "bare_films_per_second": 1_000.0}
    figures = make_figures(
        measured("empty", 1_000), measured("ours", 600, p99=6.0, bulk=bulk), measured("source-document", 20)
    ) | {"missing": {"another": "not installed: x"}}
    assert met(figures) == [True, True, True, False, False, True, True]
    text = without_padding(report(figures))
    assert "| limit: empty endpoint, then `nlp.pipe` | 8 | 500 | 1 | 25 | - | - | - |" in text
    assert "| the ours one | 8 | 600 | 1.2 | 30 | 1 | 6 | 0 |" in text
    assert "| `POST /genres`, 64 films | 640 | 0.64 |" in text
    assert "- another: not installed: x" in text


def test_ratio_to_another_checkout() -> None:
    ours, beside = measured("ours", 96), measured("beside", 100)
    assert met(make_figures(ours, beside)) == [None] * 3 + [False, False, False, True, True, True]
    assert "| /genre, 8 connections | 0.96 |" in without_padding(report(make_figures(ours, beside)))
    assert "This service was not measured." in report(make_figures(beside))


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["serve", "--beside", str(tmp_path)])
    assert result.exit_code == 2
    assert f"{tmp_path} has no .venv/bin/python" in " ".join(result.output.split())


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    assert met(make_figures(measured("empty", 1_000))) == [None] * 3
    assert met(make_figures(measured("ours", 1))) == [None] * 3 + [True] * 3


def test_failures_are_shown_and_counted() -> None:
    figures = make_figures(measured("empty", 1_000, failures=7))
    assert failures(figures) == 21
    assert "| 7 bad statuses, 0 socket errors |" in without_padding(report(figures))


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
