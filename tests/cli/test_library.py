import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from movie_classifier.library.film import PREVENTED, Outcome
from movie_classifier.model.confidence import OTHER_LANGUAGE
from tests.cli.process import check_one_line, run, run_apart
from tests.conftest import require_accurate
from tests.library.nfo_files import FILES, MOVIE, locked, write_library


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with one film that has no genre."""
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "movie.nfo").write_text(MOVIE)
    return folder


def test_dry_run_is_the_default(library: Path, service: str) -> None:
    result = run("library", str(library), "--url", service)
    assert result.returncode == 0
    path, _, genres = result.stdout.strip().partition(": ")
    assert path == str(library / "movie.nfo")
    genre, probability = genres.split()
    assert genre == "Drama"
    assert 0.5 < float(probability) <= 1
    assert result.stderr == "1 .nfo file: 1 to change. Nothing was written; --write adds the genres.\n"
    assert (library / "movie.nfo").read_text() == MOVIE


def test_write(library: Path, service: str) -> None:
    result = run("library", str(library), "--write", "--backup", "--url", service)
    assert result.stderr == "1 .nfo file: 1 changed.\n"
    assert "<genre>Drama</genre>" in (library / "movie.nfo").read_text()
    assert (library / "movie.nfo.bak").read_text() == MOVIE


def test_replaces_genres_with_all(library: Path, service: str) -> None:
    (library / "movie.nfo").write_text(MOVIE.replace("<plot>", "<genre>War / Western</genre><plot>"))
    assert run("library", str(library), "--url", service).stderr == "1 .nfo file: 1 with genres.\n"
    assert " (instead of War, Western)" in run("library", str(library), "--all", "--url", service).stdout


GERMAN = "Ein Reiter kommt in eine kleine Stadt und kämpft dort gegen den Sheriff."


def test_low_confidence_is_shown(library: Path, shipped_service: str) -> None:
    """The shipped model reads English."""
    (library / "movie.nfo").write_text(f"<movie><title>Der Reiter</title><plot>{GERMAN}</plot></movie>")
    arguments = ("library", str(library), "--url", shipped_service)
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (0, "")
    reason, summary = result.stderr.splitlines()
    assert reason.startswith(f"{library}/movie.nfo: left alone: low confidence in ")
    assert reason.endswith(OTHER_LANGUAGE)
    assert summary == "1 .nfo file: 1 of low confidence."
    result = run(*arguments, "--include-low-confidence")
    assert " (low confidence: the model knows only " in result.stdout
    assert result.stderr.startswith("1 .nfo file: 1 to change.")


@pytest.mark.slow
def test_plots_in_german_and_french(tmp_path: Path) -> None:
    require_accurate()
    german = "Ein Reiter kommt in eine kleine Stadt und kämpft dort gegen den Sheriff und seine Bande."
    french = "Une famille s'installe dans une maison hantée où des fantômes terrifient les enfants."
    for title, plot in (("Der Reiter", german), ("La Nuit", french)):
        (tmp_path / f"{title}.nfo").write_text(f"<movie><title>{title}</title><plot>{plot}</plot></movie>", "utf-8")
    result = run("library", str(tmp_path), "--local", "--write", MOVIE_CLASSIFIER_MODEL="multilingual")
    assert result.stderr == "2 .nfo files: 2 changed.\n"
    assert "<genre>Western</genre>" in (tmp_path / "Der Reiter.nfo").read_text("utf-8")
    assert "<genre>Horror</genre>" in (tmp_path / "La Nuit.nfo").read_text("utf-8")


def test_locked_genres_are_listed_with_the_reason(library: Path, service: str) -> None:
    locks = ["<lockdata>true</lockdata>", "Genres in <lockedfields>Genres|Overview</lockedfields>"]
    for number, lock in enumerate(locks):
        (library / f"{number}.nfo").write_text(locked(lock.removeprefix("Genres in ") + "<genre>Mine</genre>"))
    arguments = ("library", str(library), "--all", "--url", service)
    result = run(*arguments)
    assert len(result.stdout.splitlines()) == 1
    assert result.stderr.splitlines()[:-1] == [
        f"{library}/{number}.nfo: left alone: its genres are locked: {lock}" for number, lock in enumerate(locks)
    ]
    assert result.stderr.splitlines()[-1].startswith("3 .nfo files: 1 to change, 2 locked.")
    assert len(run(*arguments, "--include-locked").stdout.splitlines()) == 3


def test_every_kind_of_file(tmp_path: Path, service: str) -> None:
    folder = write_library(tmp_path)
    result = run("library", str(folder), "--write", "--url", service)
    assert result.returncode == 3
    assert {file.name: (folder / file.name).read_bytes() for file in FILES} == {
        file.name: file.changed for file in FILES
    }
    assert len(result.stdout.splitlines()) == sum(file.change is not None for file in FILES)
    *prevented, summary = result.stderr.splitlines()
    assert all(": left alone: " in line for line in prevented)
    counts = Counter(file.outcome for file in FILES)
    parts = [f"{counts[outcome]} {outcome.value}" for outcome in Outcome if counts[outcome]]
    assert summary == f"{len(FILES)} .nfo files: {', '.join(parts)}."
    assert len(prevented) == sum(counts[outcome] for outcome in PREVENTED)


def test_verbose_names_every_file(tmp_path: Path, service: str) -> None:
    result = run("library", str(write_library(tmp_path)), "--verbose", "--url", service)
    assert len(result.stdout.splitlines()) + len(result.stderr.splitlines()) == len(FILES) + 1
    assert "tvshow.nfo: left alone: its root element is <tvshow>" in result.stderr


def test_in_this_process(library: Path, tiny_model: Path) -> None:
    result = run("library", str(library), "--local", MOVIE_CLASSIFIER_MODEL=str(tiny_model))
    assert "Drama" in result.stdout


def test_no_service(library: Path, free_port: int) -> None:
    result = run("library", str(library), "--url", f"http://127.0.0.1:{free_port}")
    check_one_line(result, "cannot be reached")


def test_interrupted(library: Path) -> None:
    """Ctrl-C while the service, which never answers, has the films."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        command = [sys.executable, "-m", "movie_classifier", "library", str(library), "--write", "--url", url]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        connection, _ = silent.accept()
        with connection:  # if it were closed, the command would end by itself, perhaps before the signal
            connection.recv(1)
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, "Interrupted. Every file has its old content or the new one.\n")
    assert (library / "movie.nfo").read_text() == MOVIE


def test_empty_folder(tmp_path: Path, service: str) -> None:
    result = run("library", str(tmp_path), "--url", service)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", f"No .nfo files in {tmp_path}.\n")


def test_names_cannot_control_the_terminal(library: Path, service: str) -> None:
    (library / "movie.nfo").rename(library / os.fsdecode(b"\x1b[31m\xff.nfo"))
    result = run("library", str(library), "--url", service)
    assert result.stdout.startswith(f"{library}/\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}.nfo: Drama")


def test_names_that_the_encoding_lacks_stop_nothing(library: Path, service: str) -> None:
    for name in ("A", "B 天 🤠", "C"):
        (library / name).mkdir()
        (library / name / "movie.nfo").write_text(MOVIE)
    result = run_apart("library", str(library), "--write", "--url", service, PYTHONIOENCODING="cp1252")
    assert result.stderr == "4 .nfo files: 4 changed.\n"
    assert rf"{library}/B \u5929 \U0001f920/movie.nfo: Drama" in result.stdout
    assert all("<genre>Drama</genre>" in path.read_text() for path in library.rglob("*.nfo"))


def test_names_the_extra_that_is_missing() -> None:
    script = (
        "import sys; sys.modules['defusedxml'] = None; from movie_classifier.cli import main; main(['library', '.'])"
    )
    command = [sys.executable, "-c", script]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    check_one_line(result, "this needs defusedxml: pip install 'movie-classifier[library]'")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["missing"], "does not exist"),
        ([__file__], "is a file"),
        ([".", "--min-probability", "2"], "not in the range"),
        ([".", "--backup"], "--backup needs --write"),
        ([], "Missing argument 'FOLDER'"),
    ],
)
def test_wrong_usage(arguments: list[str], problem: str) -> None:
    result = run("library", *arguments)
    assert result.returncode == 2
    assert problem in result.stderr
