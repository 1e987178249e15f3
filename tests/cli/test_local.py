"""Without `--url`, a command asks the service at the default address, or the model if nothing listens there."""

from pathlib import Path

import pytest

from movie_classifier.cli import bulk, local
from movie_classifier.client import DEFAULT_URL
from tests.cli.process import run
from tests.conftest import OTHELLO

COMMANDS = {
    "film": ("--title", OTHELLO.title, "--description", OTHELLO.description),
    "library": ("library", "."),
    "bulk": ("bulk", "films.csv", "--output", "-"),
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder has the same film in a table and in a `.nfo` file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "films.csv").write_text(f"title,plot\n{OTHELLO.title},{OTHELLO.description}\n")
    nfo = f"<movie><title>{OTHELLO.title}</title><plot>{OTHELLO.description}</plot></movie>"
    (tmp_path / "movie.nfo").write_text(nfo)


def set_default_url(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the default address, because a service may be running on port 8000."""
    for module in (local, bulk):
        monkeypatch.setattr(module, "DEFAULT_URL", url)


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.slow
def test_the_model_replaces_a_service_that_is_not_there(
    free_port: int, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert DEFAULT_URL == "http://localhost:8000"
    url = f"http://localhost:{free_port}"
    set_default_url(url, monkeypatch)
    result = run(*arguments)
    assert result.returncode == 0
    assert "Drama" in result.stdout
    assert result.stderr.splitlines()[0] == f"No service at {url}: classifying on this machine."


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_the_service_at_the_default_address_is_asked(
    service: str, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    set_default_url(service, monkeypatch)
    result = run(*arguments)
    assert result.returncode == 0
    assert "No service" not in result.stderr
