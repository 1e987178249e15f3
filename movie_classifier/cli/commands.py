"""The subcommands of `movie_classifier`. A subcommand's module is imported when the command is called."""

from importlib import import_module
from typing import NamedTuple

import click

from movie_classifier.cli.one_line_errors import OneLineGroup


class Subcommand(NamedTuple):
    """Where a subcommand is, as `module:attribute`, and its line in `movie_classifier --help`."""

    target: str
    summary: str


COMMANDS = {
    "bulk": Subcommand(
        "movie_classifier.cli.bulk:bulk",
        "Classify a file of films: CSV, TSV, JSON Lines, Parquet or Excel (needs the extra `bulk`).",
    ),
    "library": Subcommand(
        "movie_classifier.cli.library:library",
        "Add genres to the films of a media library (needs the extra `library`).",
    ),
    "serve": Subcommand("movie_classifier.cli.serve:serve", "Start the HTTP service (needs the extra `server`)."),
}
"""Name → subcommand. The summary is the first sentence of the command's own help."""


class LazyGroup(OneLineGroup):
    """A group with the subcommands of `COMMANDS`. Its help lists them without importing their modules.

    Source: https://click.palletsprojects.com/en/stable/complex/#lazily-loading-subcommands
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all subcommands, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a subcommand, or return `None` if there is none with that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].target.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of subcommands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].summary) for name in self.list_commands(ctx)])
