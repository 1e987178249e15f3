"""What all commands have in common: those of `movie_classifier`, of `python -m training` and of `python -m lab`."""

import os
import subprocess
import sys

import pytest

from tests.cli.process import run_apart

SCRIPT = """
import click
from movie_classifier.cli import OneLineErrors

@click.command(cls=OneLineErrors)
def show():
    click.echo("café 天 🤠")
    click.echo("the end")
    raise OSError("no file 天")

show()
"""


@pytest.mark.parametrize(
    ("encoding", "printed"),
    [("utf-8", "café 天 🤠"), ("cp1252", r"café \u5929 \U0001f920"), ("koi8-r:strict", r"caf\xe9 \u5929 \U0001f920")],
)
def test_names_that_the_encoding_lacks_are_escaped(encoding: str, printed: str) -> None:
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    result = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=False, env=environment)
    encoding = encoding.partition(":")[0]
    assert result.stdout.decode(encoding).splitlines() == [printed, "the end"]
    assert result.stderr.decode(encoding).splitlines() == [f"Error: no file {printed.split()[1]}"]
    assert result.returncode == 1


def test_json_has_the_escapes_of_json(service: str) -> None:
    """Also for a character that takes two of them."""
    film = ("--title", "天 🤠", "--description", "a funny wedding", "--json", "--url", service)
    result = run_apart(*film, PYTHONIOENCODING="cp1252")
    assert r'"title": "\u5929 \ud83e\udd20"' in result.stdout
    assert (result.stderr, result.returncode) == ("", 0)
