"""Kills `movie_classifier bulk`, resumes it, and compares the output.

See `python -m lab.benchmarks bulk-resume --help`.
"""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from lab.benchmarks.bulk.measure import file_digest
from lab.benchmarks.bulk.rows import write_film_list
from lab.benchmarks.command import benchmark, program
from lab.benchmarks.process import run_to_end
from lab.benchmarks.report import write_results

TIMEOUT = 1_500
"""Seconds that a run may take."""

POLL_SECONDS = 0.01


@dataclass
class ResumeCheck:
    """Runs the command with one film list, and notes what it did as lines of a transcript.

    Attributes:
        program: command up to the arguments of `bulk`.
        source: film list.
        options: options of `bulk`.
        variables: environment variables.
        echo: called with each line of the transcript.
        transcript: the lines so far.
    """

    program: Sequence[str]
    source: Path
    options: Sequence[str]
    variables: Mapping[str, str]
    echo: Callable[[str], None] = lambda _: None
    transcript: list[str] = field(default_factory=list)

    def run(self, output: str, kill_at: int | None = None, resume: bool = False) -> None:
        """Run the command to its end, or kill all its processes once `kill_at` rows are finished.

        Raises:
            ProcessFailed: the run failed, took longer than `TIMEOUT`, or ended before it was killed.
        """
        path = self.source.with_name(output)
        options = [*self.options, *(["--resume"] if resume else [])]
        command = [*self.program, "bulk", str(self.source), "--output", str(path), *options]
        self._say(f"$ movie_classifier bulk {self.source.name} --output {output} {' '.join(options)}")

        def kill(process: subprocess.Popen[bytes]) -> None:
            if kill_at is not None and _finished_rows(path) >= kill_at:
                os.killpg(process.pid, signal.SIGKILL)

        code = 0 if kill_at is None else -signal.SIGKILL
        finished = run_to_end(command, None, TIMEOUT, self.variables, kill, POLL_SECONDS, code)
        if kill_at is None:
            self._say(finished.said.strip())
        else:
            rows = f"{_finished_rows(path):,} rows are finished"
            self._say(f"SIGKILL of all processes after {finished.seconds:.1f} s, {rows}")

    def digests(self, *outputs: str) -> list[str]:
        """Return the SHA-256 digests of outputs."""
        self._say(f"$ sha256sum {' '.join(outputs)}")
        found = [file_digest(self.source.with_name(output)) for output in outputs]
        for digest, output in zip(found, outputs, strict=True):
            self._say(f"{digest}  {output}")
        return found

    def _say(self, line: str) -> None:
        self.transcript.append(line)
        self.echo(line)


def check_resume(check: ResumeCheck, kills: Sequence[int]) -> bool:
    """Return whether a run that is killed and resumed writes the bytes of an uninterrupted one.

    Args:
        check: runs the command.
        kills: number of finished rows at which each run but the last one is killed.

    Raises:
        ProcessFailed: a run failed, or ended before it was killed.
    """
    check.run("whole.csv")
    for number, rows in enumerate(kills):
        check.run("resumed.csv", rows, resume=number > 0)
    check.run("resumed.csv", resume=True)
    whole, resumed = check.digests("whole.csv", "resumed.csv")
    return whole == resumed


def _finished_rows(output: Path) -> int:
    try:
        state: Any = json.loads((output.with_name(f"{output.name}.partial") / "state.json").read_text())
    except FileNotFoundError:
        return 0
    return int(state["done"]["rows"])


@benchmark
@click.option("--rows", type=click.IntRange(min=10), default=1_000_000, show_default=True, help="Number of films.")
@click.option("--processes", type=click.IntRange(min=1), default=2, show_default=True, help="Processes of each run.")
@click.option("--kills", type=click.IntRange(min=1), default=2, show_default=True, help="Number of kills.")
def main(films: Path, model: Path, python: Path, rows: int, processes: int, kills: int, results: Path | None) -> None:
    """Kill a bulk run with SIGKILL, resume it, and compare its output with that of an uninterrupted run.

    The kills divide the rows into equal parts. The exit code is 1 if the outputs differ.
    """
    with tempfile.TemporaryDirectory(prefix="bulk-") as folder:
        source = write_film_list(films, Path(folder) / "films.csv", rows)
        check = ResumeCheck(
            program(python),
            source,
            ["--local", "--processes", str(processes)],
            {"MOVIE_CLASSIFIER_MODEL": str(model)},
            click.echo,
        )
        same = check_resume(check, [rows * number // (kills + 1) for number in range(1, kills + 1)])
    if results:
        lines = [f"# Bulk run of {rows:,} rows, killed and resumed", "", "```text", *check.transcript, "```"]
        write_results(results, "bulk_resume", lines, {"rows": rows, "kills": kills, "same_bytes": same})
    if not same:
        raise click.ClickException("the outputs differ")
