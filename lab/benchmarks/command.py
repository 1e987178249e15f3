"""Options and error handling of the benchmark commands."""

import signal
import sys
from pathlib import Path
from typing import Any

import click

from movie_classifier.cli import OneLineErrors
from movie_classifier.model.model_path import default_model_path

_path = click.Path(path_type=Path, resolve_path=True)

films_option = click.option(
    "--films", type=_path, default=Path("data/movies_metadata.csv"), show_default=True,
    help="Film list of The Movies Dataset, .csv or .csv.gz.",
)  # fmt: skip
model_option = click.option("--model", type=_path, default=default_model_path, help="Folder of the pipeline to serve.")
python_option = click.option(
    "--python", type=click.Path(path_type=Path), default=sys.executable, callback=lambda _, __, path: path.absolute(),
    help="Interpreter that runs the service. Its environment should have the extra `server` alone. If PyTorch is "
    "installed, spaCy imports it, which takes time and memory that users do not need.  [default: this one]",
)  # fmt: skip
results_option = click.option("--results", type=_path, help="Folder for the results, as .md and .json.")


class Benchmark(OneLineErrors):
    """A command that stops its processes on SIGTERM, and prints known errors as one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        return super().invoke(ctx)


def service_command(python: Path, model: Path, workers: int = 1) -> list[str]:
    """Return the command that starts the service with `model`, without host and port."""
    return [str(python), "-m", "movie_classifier", "serve", "--model", str(model), "--workers", str(workers)]
