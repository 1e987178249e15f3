"""The command against a real server. What depends on the process runs in one of its own."""

import ast
import json
import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from movie_classifier.model.confidence import FEW_WORDS
from movie_classifier.model.genres import GENRES
from movie_classifier.version import __version__
from tests.cli.process import check_one_line, run, run_apart
from tests.conftest import OTHELLO, OTHELLO_PRINTED, TINY_FILMS

FILM, FILM_GENRES = TINY_FILMS[0]
QUESTION = ("--title", FILM.title, "--description", FILM.description)


def test_othello_to_the_letter(shipped_service: str) -> None:
    result = run_apart("--title", OTHELLO.title, "--description", OTHELLO.description, "--url", shipped_service)
    assert result.stderr == ""
    assert result.stdout == OTHELLO_PRINTED
    assert result.returncode == 0


def test_url_from_the_environment_and_overview(service: str) -> None:
    result = run("--title", FILM.title, "--overview", FILM.description, MOVIE_CLASSIFIER_URL=service)
    answer = ast.literal_eval(result.stdout)
    assert answer["genre"] in FILM_GENRES
    assert answer["description"] == FILM.description


def test_json(service: str) -> None:
    result = run(*QUESTION[:3], "Amélie, 日本 'quoted' \"twice\"", "--json", "--url", service)
    assert len(result.stdout.splitlines()) == 1
    assert json.loads(result.stdout)["description"] == "Amélie, 日本 'quoted' \"twice\""


def test_scores_best_first(service: str) -> None:
    for form, read in (((), ast.literal_eval), (("--json",), json.loads)):
        answer = read(run(*QUESTION, "--scores", *form, "--url", service).stdout)
        assert list(answer) == ["description", "genre", "scores", "title"]
        assert set(answer["scores"]) == set(GENRES)
        assert list(answer["scores"].values()) == sorted(answer["scores"].values(), reverse=True)
        assert answer["genre"] == next(iter(answer["scores"]))


def test_all_genres(service: str) -> None:
    answer = json.loads(run(*QUESTION, "--all", "--json", "--url", service).stdout)
    assert set(answer["genres"]) == FILM_GENRES
    assert answer["genre"] == answer["genres"][0]
    assert set(json.loads(run(*QUESTION, "--all", "--scores", "--json", "--url", service).stdout)) == {
        "confidence", "description", "genre", "genres", "scores", "title",
    }  # fmt: skip


SHORT = ("--title", "Heat", "--description", "A heist.")


def test_low_confidence_is_a_line_on_stderr(shipped_service: str) -> None:
    result = run(*SHORT, "--url", shipped_service)
    assert result.stderr == f"Low confidence: {FEW_WORDS}.\n"
    assert set(ast.literal_eval(result.stdout)) == {"description", "genre", "title"}
    assert result.returncode == 0


def test_confidence_with_all_genres(shipped_service: str) -> None:
    low, normal = (
        json.loads(run(*film, "--all", "--json", "--url", shipped_service).stdout)
        for film in (SHORT, ("--title", OTHELLO.title, "--description", OTHELLO.description))
    )
    assert (low["confidence"], low["confidence_reason"]) == ("low", FEW_WORDS)
    assert normal["confidence"] == "normal"
    assert "confidence_reason" not in normal


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--title", "A"),
        ("--description", "b"),
        ("--title", "", "--description", "b"),
        ("--title", "A", "--description", " \t"),
        ("--title", "A" * 501, "--description", "b"),
        ("--title", "A", "--description", "b", "--url", "ftp://localhost:8000"),
        ("--title", "A", "--description", "b", "--url", "http:/localhost:8000"),
        ("--title", "A", "--description", "b", "--url", "http://["),
        ("--title", "A", "--description", "b", "--url", "http://localhost:99999"),
        ("--title", "A", "--description", "b", "--timeout", "0"),
        ("--title", "A", "--description", "b", "--timeout", "nan"),
        ("--title", "A", "--description", "b", "--timeout", "1e300"),
        ("--title", "A", "--description", "b", "--no-such-option"),
        ("no-such-command",),
    ],
)
def test_usage(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Usage: movie_classifier [OPTIONS]")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--title", "A", "serve"), "--title before serve has no effect"),
        (("--url", "localhost:1", "--scores", "library", "."), "--scores and --url before library have no effect"),
        (("--title", "A", "--overview", "a", "--description", "b"), "'--description' / '--overview': is given 2 times"),
        (("--title", "A", "--title", "B", "--description", "b"), "'--title': is given 2 times"),
        ((*QUESTION, "--local", "--url", "localhost:1"), "--local uses no service: leave out --url"),
        ((*QUESTION, "--local", "--timeout", "3"), "--local uses no service: leave out --timeout"),
        (("library", ".", "--local", "--url", "localhost:1"), "--local uses no service: leave out --url"),
    ],
)
def test_options_that_would_be_ignored(arguments: tuple[str, ...], words: str) -> None:
    result = run(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert words in result.stderr


def test_a_url_in_the_environment_does_not_forbid_local(tiny_model: Path) -> None:
    result = run(
        *QUESTION, "--local", MOVIE_CLASSIFIER_MODEL=str(tiny_model), MOVIE_CLASSIFIER_URL="http://localhost:1"
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_url_without_http(service: str) -> None:
    result = run(*QUESTION, "--json", "--url", service.removeprefix("http://"))
    assert json.loads(result.stdout)["genre"] in FILM_GENRES


def test_description_from_standard_input(service: str) -> None:
    texts = {FILM.description.encode() + b"\n": 0, b" \n": 2, b"\xff": 2, b"x" * 20_001: 2}
    for text, code in texts.items():
        result = run(*QUESTION[:3], "-", "--json", "--url", service, text=text)
        assert result.returncode == code
        if code == 0:
            assert json.loads(result.stdout)["description"] == FILM.description


def test_the_message_about_a_timeout_says_what_is_allowed() -> None:
    assert "0 is not allowed: give more than 0, at most 86,400" in run(*QUESTION, "--timeout", "0").stderr


def test_bytes_that_are_no_text() -> None:
    command = [sys.executable, "-m", "movie_classifier", "--title", b"\xff", "--description", "b"]
    result = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert result.returncode == 2
    assert b"not valid text" in result.stderr


def test_nobody_listens(free_port: int) -> None:
    url = f"http://127.0.0.1:{free_port}"
    check_one_line(run(*QUESTION, "--url", url), url, "cannot be reached", "movie_classifier serve")


def test_url_that_leads_nowhere() -> None:
    result = run(*QUESTION, "--url", "http://a..b")
    check_one_line(result, "http://a..b cannot be reached: the address is not valid; check the address")


def test_too_slow() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        check_one_line(run(*QUESTION, "--url", url, "--timeout", "0.2"), url, "0.2 s", "--timeout")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
def test_full_disk(service: str) -> None:
    command = [sys.executable, "-m", "movie_classifier", *QUESTION, "--url", service]
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert result.returncode == 1
    assert result.stderr == "Error: [Errno 28] No space left on device\n"


def test_closed_standard_output(service: str) -> None:
    command = [sys.executable, "-m", "movie_classifier"]
    for arguments in ([*QUESTION, "--url", service], ["--help"]):
        shell = ["bash", "-c", '"$@" >&-', "bash", *command, *arguments]
        check_one_line(
            subprocess.run(shell, capture_output=True, text=True, check=False, timeout=60), "output is closed"
        )


def test_broken_pipe(service: str) -> None:
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "movie_classifier", *QUESTION, "--url", service]
    result = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    os.close(write)
    assert (result.returncode, result.stderr) == (1, "")


def test_service_answers_an_error(service: str) -> None:
    result = run(*QUESTION, "--url", f"{service}/nowhere")
    check_one_line(result, service, "404", "check the address")
    assert "serve" not in result.stderr


def test_local(tiny_model: Path) -> None:
    result = run(*QUESTION, "--local", "--json", "--all", MOVIE_CLASSIFIER_MODEL=str(tiny_model))
    assert result.stderr == ""
    assert set(json.loads(result.stdout)["genres"]) == FILM_GENRES


def test_local_without_a_model(tmp_path: Path) -> None:
    result = run(*QUESTION, "--local", MOVIE_CLASSIFIER_MODEL=str(tmp_path / "nowhere"))
    check_one_line(result, str(tmp_path / "nowhere"))


def test_local_with_a_bad_setting() -> None:
    check_one_line(run(*QUESTION, "--local", MOVIE_CLASSIFIER_MAX_BODY_BYTES="much"), "MOVIE_CLASSIFIER_MAX_BODY_BYTES")


@pytest.mark.parametrize("arguments", [("--help",), ("--version",), (*QUESTION, "--all"), ("serve", "--help")])
def test_nothing_heavy_is_imported(service: str, arguments: tuple[str, ...]) -> None:
    script = textwrap.dedent(
        """\
        import sys
        from movie_classifier.cli import main
        main(sys.argv[1:], standalone_mode=False)
        heavy = {"spacy", "fastapi", "pandas", "numpy", "pydantic", "uvicorn"} & set(sys.modules)
        assert not heavy, heavy
        """
    )
    environment = os.environ | {"MOVIE_CLASSIFIER_URL": service}
    subprocess.run([sys.executable, "-c", script, *arguments], check=True, env=environment, timeout=60)


def test_version() -> None:
    assert run("--version").stdout.strip() == f"movie_classifier, version {__version__}"


def test_completion() -> None:
    assert "movie_classifier" in run(_MOVIE_CLASSIFIER_COMPLETE="bash_source").stdout
