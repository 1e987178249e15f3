import subprocess
import sys

import click
import pytest

from movie_classifier.cli import main
from movie_classifier.cli.commands import COMMANDS
from tests.cli.process import run


@pytest.mark.parametrize("name", COMMANDS)
def test_subcommand_has_the_name_and_summary_of_the_table(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    assert command.get_short_help_str(limit=100) == COMMANDS[name].summary


def test_help_lists_subcommands() -> None:
    text = run("--help").stdout
    for name, subcommand in COMMANDS.items():
        assert f"  {name} " in text
        assert subcommand.summary in " ".join(text.split())


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_imports_no_subcommand_and_no_requests(arguments: tuple[str, ...]) -> None:
    script = (
        "import sys\n"
        "from movie_classifier.cli import main\n"
        "main(sys.argv[1:], standalone_mode=False)\n"
        f"loaded = {[subcommand.target.split(':')[0] for subcommand in COMMANDS.values()]} + ['requests', 'ssl']\n"
        "loaded = set(loaded) & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", script, *arguments], check=True, timeout=60)
