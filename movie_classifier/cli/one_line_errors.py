"""Commands and groups that print errors as one line, and can print any name."""

import io
import sys
from typing import Any, NoReturn

import click

from movie_classifier.errors import MovieClassifierError

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


class OneLineErrors(click.Command):
    """A command that prints the package's errors and `OSError`s as one line on stderr, with exit code 1.

    It prints nothing if the reader of its output, such as `head`, has closed the pipe.
    """

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command as a program."""
        _prepare_output()
        try:
            return super().main(*args, **kwargs)
        except OSError as error:  # from --help or --version
            click.ClickException(str(error)).show()
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click ends with exit code 1
            raise
        except (MovieClassifierError, OSError) as error:
            raise click.ClickException(str(error)) from error


class OneLineGroup(OneLineErrors, click.Group):
    """A group whose commands all print errors as one line."""


def _prepare_output() -> None:
    """Report output that cannot be written, and let no character stop the program.

    Characters that the encoding of a terminal or a pipe lacks are escaped, as in `\\u5929`.
    """
    if sys.stdout is None:  # Python has no standard output if it was closed, and click.echo prints nothing
        sys.stdout = ClosedOutput()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


class ClosedOutput(io.TextIOBase):
    """A standard output that was closed before the program started. Nothing can be written to it."""

    def write(self, text: str) -> NoReturn:
        """Raise an error."""
        raise OSError("standard output is closed")
