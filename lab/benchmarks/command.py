"""Options and error handling of the benchmark commands."""

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from movie_classifier.cli import OneLineErrors
from movie_classifier.model.model_path import default_model_path

VENV_PYTHON = Path(".venv/bin/python")

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
beside_option = click.option(
    "--beside", type=_path, callback=lambda _, __, folder: folder and _check_checkout(folder),
    help="Another checkout of this project that has a .venv: it is measured in the same run, and the report has the "
    "ratio to it. It is measured with any --only.",
)  # fmt: skip


class Benchmark(OneLineErrors):
    """A command that stops its processes on SIGTERM, and prints known errors as one line."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
        return super().invoke(ctx)


def benchmark(function: Callable[..., None]) -> click.Command:
    """Make a command of `function`, with the options that all benchmarks have: films, model, python and results."""
    for option in (results_option, python_option, model_option, films_option):
        function = option(function)
    return click.command(cls=Benchmark)(function)


def program(python: Path) -> list[str]:
    """Return the command `movie_classifier` of this checkout, without arguments."""
    return [str(python), "-m", "movie_classifier"]


def program_beside(checkout: Path) -> list[str]:
    """Return the command `movie_classifier` of another checkout, run by the Python of its .venv.

    `env` becomes the program, so that the id of the process is that of the program.
    """
    # Python looks in the working directory first, so the other checkout has to be it.
    return ["env", f"--chdir={checkout}", f"PYTHONPATH={checkout}", *program(checkout / VENV_PYTHON)]


def service_command(program: Sequence[str], model: Path, workers: int = 1) -> list[str]:
    """Return the command that starts the service of `program` with `model`, without host and port."""
    return [*program, "serve", "--model", str(model), "--workers", str(workers)]


def _check_checkout(folder: Path) -> Path:
    for file in (VENV_PYTHON, Path("movie_classifier/__main__.py")):
        if not (folder / file).is_file():
            raise click.BadParameter(f"{folder} has no {file}")
    return folder
