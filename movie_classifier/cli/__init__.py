"""The command `movie_classifier`.

`film.py` has the group, which classifies one film if no subcommand is given. Each subcommand has a module of its own,
which is imported only when the command is called.

To add a command `name`:

1. Write `movie_classifier/cli/name.py` with one click command. Import heavy packages inside the function, and raise
   `MissingExtra` if they are not installed. `options.py` has shared options, `local.py` the choice between the service
   and the model. Errors that a user can cause are `MovieClassifierError`s or `OSError`s: the group prints them as one
   line on stderr, with exit code 1.
2. Add the command to `COMMANDS` in `commands.py`.
3. Test it in `tests/cli/test_name.py`. `tests/cli/process.py` runs it in this process, or in one of its own.
"""

from movie_classifier.cli.film import main
from movie_classifier.cli.one_line_errors import OneLineErrors, OneLineGroup

__all__ = ["OneLineErrors", "OneLineGroup", "main"]
