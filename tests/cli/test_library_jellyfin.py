"""`library --jellyfin`: dry run, write, second run, undo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.process import check_one_line, run
from tests.library.jellyfin_server import KEY, FakeJellyfin, fake_jellyfin, make_film
from tests.library.nfo_files import PLOT


@pytest.fixture
def fake(jellyfin: FakeJellyfin) -> FakeJellyfin:
    jellyfin.reset(
        make_film("Tears", PLOT), make_film("More Tears", PLOT), make_film("Fun", PLOT, Genres=["Comedy"]),
        make_film("Mine", PLOT, LockData=True),
    )  # fmt: skip
    return jellyfin


def library(fake: FakeJellyfin, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "movie_classifier", "library", "--jellyfin", fake.url, *arguments]
    environment = os.environ | {"JELLYFIN_API_KEY": KEY, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_dry_run_write_again_and_undo(fake: FakeJellyfin, service: str, tmp_path: Path) -> None:
    before = {item_id: dict(film) for item_id, film in fake.films.items()}
    arguments = ("--url", service, "--language", "de")
    locked = "Mine (1979): left alone: its genres are locked: LockData"
    undo = "The old genres are in jellyfin-undo.jsonl: --undo gives them back."

    dry = library(fake, tmp_path, *arguments)
    assert [line.split()[:-1] for line in dry.stdout.splitlines()] == [
        ["More", "Tears", "(1979):", "Drama"],
        ["Tears", "(1979):", "Drama"],
    ]
    hint = "Nothing was written; --write adds the genres."
    assert dry.stderr.splitlines() == [locked, f"4 films: 2 to change, 1 with genres, 1 locked. {hint}"]
    assert (fake.films, list(tmp_path.iterdir()), dry.returncode) == (before, [], 0)

    written = library(fake, tmp_path, *arguments, "--write")
    assert written.stdout == dry.stdout
    assert written.stderr.splitlines() == [locked, "4 films: 2 changed, 1 with genres, 1 locked.", undo]
    assert fake.genres() == {"Tears": ["Drama"], "More Tears": ["Drama"], "Fun": ["Comedy"], "Mine": []}

    again = library(fake, tmp_path, *arguments, "--write")
    assert again.stdout == ""
    assert again.stderr.splitlines() == [locked, "4 films: 3 with genres, 1 locked."]

    undone = library(fake, tmp_path, "--undo", "jellyfin-undo.jsonl")
    assert undone.stdout == "Tears (1979): none\nMore Tears (1979): none\n"
    assert undone.stderr == "2 films: 2 restored.\n"
    assert fake.films == before


def test_a_server_that_stops_in_the_middle(service: str, tmp_path: Path) -> None:
    with fake_jellyfin() as fake:
        fake.reset(*(make_film(name, PLOT) for name in "AB"))
        fake.last_save = 1
        result = library(fake, tmp_path, "--url", service, "--write")
    assert result.returncode == 1
    summary, undo, error = result.stderr.splitlines()
    assert summary == "1 film: 1 changed."
    assert undo == "The old genres are in jellyfin-undo.jsonl: --undo gives them back."
    assert error == f"Error: {fake.url} cannot be reached; start Jellyfin, or check the address"


def test_a_film_that_cannot_be_saved(fake: FakeJellyfin, service: str, tmp_path: Path) -> None:
    [item_id] = [film["Id"] for film in fake.films.values() if film["Name"] == "Tears"]
    fake.answers["POST", f"/Items/{item_id}"] = (500, "Error processing request.")
    result = library(fake, tmp_path, "--url", service, "--write")
    assert result.returncode == 3
    assert "Tears (1979): left alone: http" in result.stderr
    assert "4 films: 1 changed, 1 with genres, 1 locked, 1 failed." in result.stderr


def test_no_films_and_no_key(fake: FakeJellyfin, service: str, tmp_path: Path) -> None:
    fake.reset()
    assert library(fake, tmp_path, "--url", service).stderr == f"No films in {fake.url}.\n"
    result = run("library", "--jellyfin", fake.url, "--url", service, JELLYFIN_API_KEY="")
    check_one_line(result, "JELLYFIN_API_KEY cannot be used: it has no key")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([".", "--jellyfin", "localhost"], "leave out FOLDER"),
        (["--jellyfin", "localhost", "--backup", "--write"], "leave out --backup"),
        (["--jellyfin", "localhost", "--series"], "--series needs files"),
        (["--jellyfin", "ftp://localhost"], "is not the address of a service"),
        ([".", "--undo", __file__], "--undo needs --jellyfin"),
        (["--jellyfin", "localhost", "--undo", __file__, "--write"], "leave out --write"),
        (["--jellyfin", "localhost", "--local", "--url", "localhost"], "leave out --url"),
    ],
)
def test_wrong_usage(arguments: list[str], problem: str) -> None:
    from click.testing import CliRunner

    from movie_classifier.cli.library import library as command

    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 2
    assert problem in result.output
