"""The steps as commands: each reads its options, calls one function, and prints what that says."""

from pathlib import Path

import click

from movie_classifier.cli import OneLineErrors
from training.config import DEFAULT_CONFIG, read_plan

DATA = Path("data")

config_option = click.option(
    "--config", type=click.Path(path_type=Path), default=DEFAULT_CONFIG, show_default=True, help="Training config."
)
model_option = click.option(
    "--model", type=click.Path(path_type=Path), help="Trained pipeline.  [default: the config's best one]"
)


@click.group(cls=OneLineErrors)
def main() -> None:
    """Make the genre model: download, prepare, train, evaluate, package; then print its card."""


@main.command()
@click.option("--folder", type=click.Path(path_type=Path), default=DATA, show_default=True, help="Where to put it.")
@click.option("--extra", is_flag=True, help="Fetch the large TMDB list too.")
def download(folder: Path, extra: bool) -> None:
    """Fetch the film lists from Kaggle."""
    from training.download import MOVIES, TMDB
    from training.download import download as fetch

    for dataset in (MOVIES, TMDB) if extra else (MOVIES,):
        click.echo(fetch(dataset, folder))


@main.command()
@config_option
@click.option(
    "--movies", type=click.Path(path_type=Path), default=DATA / "movies_metadata.csv", show_default=True,
    help="The Movies Dataset's list of films.",
)  # fmt: skip
@click.option("--extra", type=click.Path(path_type=Path), help="TMDB_movie_dataset_v11.csv: more films to train on.")
@click.option("--splits", type=click.Path(path_type=Path), help="CSV of id,split instead of a split by hash.")
def prepare(config: Path, movies: Path, extra: Path | None, splits: Path | None) -> None:
    """Turn film lists into corpora, and say what was dropped and why."""
    from training.prepare import prepare as run

    click.echo("\n".join(run(read_plan(config), movies, extra, splits).report()))


@main.command()
@config_option
@click.option("--gpu", type=int, default=-1, show_default=True, help="GPU to use; -1 for the CPU.")
def train(config: Path, gpu: int) -> None:
    """Train with early stopping; the same as `spacy train`."""
    from training.train import train as run

    click.echo(run(read_plan(config), use_gpu=gpu))


@main.command()
@config_option
@model_option
def evaluate(config: Path, model: Path | None) -> None:
    """Choose thresholds on dev, measure on test, write both into meta.json."""
    from training.evaluate import evaluate as run

    click.echo("\n".join(run(read_plan(config), model).report()))


@main.command()
@config_option
@model_option
@click.option(
    "--target", type=click.Path(path_type=Path), default=Path("spacy_model"), show_default=True,
    help="Folder to write; its contents are replaced.",
)  # fmt: skip
@click.option("--version", default="0.1.0", show_default=True, help="Version of the model.")
def package(config: Path, model: Path | None, target: Path, version: str) -> None:
    """Copy the evaluated pipeline to where the service loads it."""
    from training.package import package as run

    click.echo("\n".join(run(read_plan(config), target, version, model)))


@main.command()
@click.option(
    "--model", type=click.Path(path_type=Path), default=Path("spacy_model"), show_default=True,
    help="Packaged pipeline.",
)  # fmt: skip
def card(model: Path) -> None:
    """Print the scores of a packaged pipeline as Markdown, for the README."""
    from training.model_card import model_card

    click.echo(model_card(model))
