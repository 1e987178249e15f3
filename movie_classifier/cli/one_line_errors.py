"""Commands and groups that print errors as one line."""

from typing import Any

import click

from movie_classifier.errors import MovieClassifierError


class OneLineErrors(click.Command):
    """A command that prints the package's errors and `OSError`s as one line on stderr, with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (MovieClassifierError, OSError) as error:
            raise click.ClickException(str(error)) from error


class OneLineGroup(OneLineErrors, click.Group):
    """A group whose commands all print errors as one line."""
