import shlex

import pytest

from movie_classifier.cli import main
from movie_classifier.cli.film_help import EXAMPLES, EXIT_CODES, SECTIONS, VARIABLES
from tests.cli.process import run

EXPECTED_GENRES = ("Western", "Science Fiction")


def test_options_are_grouped() -> None:
    lines = run("--help").stdout.splitlines()
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert headings == [
        "Usage: movie_classifier [OPTIONS] [COMMAND]",
        *(f"{section}:" for section in SECTIONS), "Other:", "Commands:",
        "Examples:", "Environment variables:", "Exit codes:",
    ]  # fmt: skip
    film = lines[lines.index("Film:") : lines.index("Output:")]
    assert [line.split()[0] for line in film if line.startswith("  --")] == [
            "--title", "--description,", "--poster",
        ]  # fmt: skip


def test_every_option_variable_and_exit_code_is_in_the_help() -> None:
    text = run("--help").stdout
    for option in (option for param in main.params for option in param.opts):
        assert option in text
    for name, _ in (*VARIABLES, *EXIT_CODES):
        assert f"\n  {name} " in text
    assert max(map(len, text.splitlines())) <= 80


def test_h_is_short_for_help() -> None:
    assert run("-h").stdout == run("--help").stdout
    assert run("serve", "-h").stdout == run("serve", "--help").stdout


def test_bare_command_shows_the_help() -> None:
    """As click does for groups, the exit code is 2, because nothing was done."""
    result = run()
    assert result.returncode == 2
    assert result.stderr == run("--help").stdout


@pytest.mark.parametrize(("example", "genre"), list(zip(EXAMPLES, EXPECTED_GENRES, strict=True)))
def test_examples(shipped_service: str, example: str, genre: str) -> None:
    assert example in run("--help").stdout.replace("\n  ", "\n")
    command, *arguments = shlex.split(example.replace("\\\n", ""))
    result = run(*arguments, MOVIE_CLASSIFIER_URL=shipped_service)
    assert command == "movie_classifier"
    assert genre in result.stdout
    assert "Error" not in result.stderr
