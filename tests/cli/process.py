"""The command in a process of its own, as people run it."""

import os
import subprocess
import sys


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "movie_classifier", *arguments]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MOVIE_CLASSIFIER_")}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=inherited | environment)


def check_one_line(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 1
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("Error: ")
    for word in words:
        assert word in line
