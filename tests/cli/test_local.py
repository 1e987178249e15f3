"""Without `--url`, a command asks the service at the default address, or the model if nothing listens there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from movie_classifier.client import DEFAULT_URL
from tests.conftest import OTHELLO

# The default address is replaced, because a service may be running on port 8000.
SCRIPT = """
import sys
from movie_classifier.cli import bulk, local, main
local.DEFAULT_URL = bulk.DEFAULT_URL = sys.argv.pop(1)
main()
"""

COMMANDS = {
    "film": ("--title", OTHELLO.title, "--description", OTHELLO.description),
    "library": ("library", "."),
    "bulk": ("bulk", "films.csv", "--output", "-"),
}


def run(url: str, folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOVIE_CLASSIFIER_")}
    command = [sys.executable, "-c", SCRIPT, url, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the same film in a table and in a `.nfo` file."""
    (tmp_path / "films.csv").write_text(f"title,plot\n{OTHELLO.title},{OTHELLO.description}\n")
    nfo = f"<movie><title>{OTHELLO.title}</title><plot>{OTHELLO.description}</plot></movie>"
    (tmp_path / "movie.nfo").write_text(nfo)
    return tmp_path


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.slow
def test_the_model_replaces_a_service_that_is_not_there(
    folder: Path, free_port: int, arguments: tuple[str, ...]
) -> None:
    assert DEFAULT_URL == "http://localhost:8000"
    url = f"http://localhost:{free_port}"
    result = run(url, folder, *arguments)
    assert result.returncode == 0
    assert "Drama" in result.stdout
    assert result.stderr.splitlines()[0] == f"No service at {url}: classifying on this machine."


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_the_service_at_the_default_address_is_asked(folder: Path, service: str, arguments: tuple[str, ...]) -> None:
    result = run(service, folder, *arguments)
    assert result.returncode == 0
    assert "No service" not in result.stderr
