import sys
from pathlib import Path

import pytest

from lab.benchmarks.bulk.resume import ResumeCheck, check_resume
from lab.benchmarks.bulk.rows import write_film_list
from lab.benchmarks.process import ProcessFailed
from tests.lab.benchmarks.conftest import Run

PROGRAM = [sys.executable, "-m", "tests.cli.bulk_in_small_blocks"]


@pytest.fixture
def check(movies_csv: Path, tiny_model: Path, tmp_path: Path) -> ResumeCheck:
    source = write_film_list(movies_csv, tmp_path / "films.csv", 4_000)
    variables = {"MOVIE_CLASSIFIER_MODEL": str(tiny_model)}
    return ResumeCheck(PROGRAM, source, ["--local", "--processes", "1"], variables)


@pytest.mark.slow
def test_killed_runs_are_resumed(check: ResumeCheck, tmp_path: Path) -> None:
    assert check_resume(check, [500, 1_500])
    assert (tmp_path / "resumed.csv").read_bytes().count(b"\n") == 4_001
    commands = [line for line in check.transcript if line.startswith("$")]
    assert commands[1] == "$ movie_classifier bulk films.csv --output resumed.csv --local --processes 1"
    assert commands[2] == commands[3] == commands[1] + " --resume"
    kills = [line for line in check.transcript if line.startswith("SIGKILL of all processes after ")]
    assert len(kills) == 2
    assert [line for line in check.transcript if line.startswith("4,000 rows")]
    assert len({line.split()[0] for line in check.transcript[-2:]}) == 1


def test_different_outputs_are_noticed(check: ResumeCheck, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a")
    (tmp_path / "b.csv").write_text("b")
    first, second = check.digests("a.csv", "b.csv")
    assert first != second


@pytest.mark.slow
def test_a_run_that_ends_too_early_or_fails(check: ResumeCheck) -> None:
    with pytest.raises(ProcessFailed, match="ended before it was killed"):
        check.run("out.csv", kill_at=5_000)
    with pytest.raises(ProcessFailed, match="it is the input"):
        check.run("films.csv")


@pytest.mark.slow
def test_the_command(run_benchmark: Run, tmp_path: Path) -> None:
    outcome, figures = run_benchmark("bulk_resume", "--rows", "30000", "--kills", "1", "--processes", "1")
    assert outcome.returncode == 0, outcome.stderr
    assert (figures["rows"], figures["kills"], figures["same_bytes"]) == (30_000, 1, True)
    assert "SIGKILL" in (tmp_path / "bulk_resume.md").read_text()
