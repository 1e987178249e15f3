"""The command `movie_classifier`: in this process, which is quick, or in one of its own, as people run it."""

import os
import subprocess
import sys

from click.testing import CliRunner

from movie_classifier.cli import main

Result = subprocess.CompletedProcess[str]


def run(*arguments: str, text: bytes = b"", **environment: str) -> Result:
    """Run the command in this process, with `text` as standard input."""
    unset: dict[str, str | None] = dict.fromkeys([*_settings(), "MOVIE_CLASSIFIER_MODEL"])  # `serve` sets this one
    result = CliRunner().invoke(
        main, arguments, text, unset | environment, catch_exceptions=False, prog_name="movie_classifier"
    )
    return Result(arguments, result.exit_code, result.stdout, result.stderr)


def run_apart(*arguments: str, **environment: str) -> Result:
    """Run the command in a process of its own."""
    command = [sys.executable, "-m", "movie_classifier", *arguments]
    inherited = {name: value for name, value in os.environ.items() if name not in _settings()}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, env=inherited | environment
    )


def check_one_line(result: Result, *words: str) -> None:
    assert result.returncode == 1
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    for word in words:
        assert word in line


def _settings() -> list[str]:
    return [name for name in os.environ if name.startswith("MOVIE_CLASSIFIER_")]
