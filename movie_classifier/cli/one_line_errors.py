"""Commands and groups that print errors as one line."""

import io
import sys
from typing import Any, NoReturn

import click

from movie_classifier.errors import MovieClassifierError

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


class OneLineErrors(click.Command):
    """A command that prints the package's errors and `OSError`s as one line on stderr, with exit code 1."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command as a program."""
        if sys.stdout is None:  # Python has no standard output if it was closed, and click.echo prints nothing
            sys.stdout = ClosedOutput()
        try:
            return super().main(*args, **kwargs)
        except OSError as error:  # from --help or --version
            click.ClickException(str(error)).show()
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (MovieClassifierError, OSError) as error:
            raise click.ClickException(str(error)) from error


class OneLineGroup(OneLineErrors, click.Group):
    """A group whose commands all print errors as one line."""


class ClosedOutput(io.TextIOBase):
    """A standard output that was closed before the program started. Nothing can be written to it."""

    def write(self, text: str) -> NoReturn:
        """Raise an error."""
        raise OSError("standard output is closed")
