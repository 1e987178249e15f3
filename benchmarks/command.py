"""What the commands have in common."""

import signal
import sys
from pathlib import Path
from typing import Any

import click

from movie_classifier.cli import OneLineErrors
from movie_classifier.model_path import default_model_path

_path = click.Path(path_type=Path, resolve_path=True)

films_option = click.option(
    "--films", type=_path, default=Path("data/movies_metadata.csv"), show_default=True,
    help="The Movies Dataset's list of films, .csv or .csv.gz.",
)  # fmt: skip
model_option = click.option("--model", type=_path, default=default_model_path, help="Pipeline folder to serve.")
python_option = click.option(
    "--python", type=click.Path(path_type=Path), default=sys.executable, callback=lambda _, __, path: path.absolute(),
    help="Interpreter that runs the service: one of an environment that has the extra `server` alone. Where PyTorch is "
    "installed, spaCy loads it, which takes time and memory that users do not see.  [default: this one]",
)  # fmt: skip
results_option = click.option("--results", type=_path, help="Folder to write the figures to, as .md and .json.")


class Benchmark(OneLineErrors):
    """A command that leaves no process behind when it is told to end, and turns known errors into one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; see the class."""
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        return super().invoke(ctx)


def service_command(python: Path, model: Path, workers: int = 1) -> list[str]:
    """The service with `model`, as users start it but for host and port."""
    return [str(python), "-m", "movie_classifier", "serve", "--model", str(model), "--workers", str(workers)]
