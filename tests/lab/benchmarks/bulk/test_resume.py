import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from lab.benchmarks.bulk.resume import ResumeCheck, main
from lab.benchmarks.bulk.rows import write_film_list
from lab.benchmarks.process import ProcessFailed

PROGRAM = [sys.executable, "-m", "tests.cli.bulk_in_small_blocks"]


@pytest.fixture
def check(movies_csv: Path, tiny_model: Path, tmp_path: Path) -> ResumeCheck:
    source = write_film_list(movies_csv, tmp_path / "films.csv", 4_000)
    variables = {"MOVIE_CLASSIFIER_MODEL": str(tiny_model)}
    return ResumeCheck(PROGRAM, source, ["--local", "--processes", "1"], variables)


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
def test_killed_runs_are_resumed(
    movies_csv: Path, tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lab.benchmarks.bulk.resume.program", lambda python: PROGRAM)
    paths = ["--films", str(movies_csv), "--model", str(tiny_model), "--results", str(tmp_path)]
    outcome = CliRunner().invoke(main, [*paths, "--rows", "4000", "--kills", "2", "--processes", "1"])
    assert outcome.exit_code == 0, outcome.output
    figures = json.loads((tmp_path / "bulk_resume.json").read_text())
    assert (figures["rows"], figures["kills"], figures["same_bytes"]) == (4_000, 2, True)
    transcript = outcome.output.splitlines()
    assert all(line in (tmp_path / "bulk_resume.md").read_text() for line in transcript)
    commands = [line for line in transcript if line.startswith("$")]
    assert commands[1] == "$ movie_classifier bulk films.csv --output resumed.csv --local --processes 1"
    assert commands[2] == commands[3] == commands[1] + " --resume"
    kills = [line for line in transcript if line.startswith("SIGKILL of all processes after ")]
    assert len(kills) == 2
    assert sum(line.startswith("4,000 rows") for line in transcript) == 2
    assert len({line.split()[0] for line in transcript[-2:]}) == 1
