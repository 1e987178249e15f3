"""One command for each step. A command reads its options, calls one function and prints its report."""

from collections.abc import Iterable
from pathlib import Path

import click

from movie_classifier.cli import OneLineGroup
from movie_classifier.errors import MissingExtra
from training.config import DEFAULT_CONFIG, read_plan

DATA = Path("data")
TEACHER = Path("training/output/teacher")

config_option = click.option(
    "--config", type=click.Path(path_type=Path), default=DEFAULT_CONFIG, show_default=True, help="Training config."
)
model_option = click.option(
    "--model", type=click.Path(path_type=Path), help="Trained pipeline.  [default: the config's best one]"
)


@click.group(cls=OneLineGroup)
def main() -> None:
    """Make the genre model: download, prepare, teach, train, evaluate, package."""


@main.command()
@click.option(
    "--folder", type=click.Path(path_type=Path), default=DATA, show_default=True, help="Folder for the files."
)
@click.option("--extra", is_flag=True, help="Download the large TMDB list too.")
def download(folder: Path, extra: bool) -> None:
    """Download the film lists from Kaggle."""
    from training.films.download import MOVIES, TMDB
    from training.films.download import download as fetch

    for dataset in (MOVIES, TMDB) if extra else (MOVIES,):
        click.echo(fetch(dataset, folder))


@main.command()
@config_option
@click.option(
    "--films", "--movies", "films", type=click.Path(path_type=Path), default=DATA / "movies_metadata.csv",
    show_default=True, help="List of films with labels: CSV, TSV, JSON Lines or Parquet.",
)  # fmt: skip
@click.option("--splits", type=click.Path(path_type=Path), help="CSV of id,split instead of a split by hash.")
@click.option("--title-column", help="Column of the titles.  [default: title]")
@click.option("--description-column", help="Column of the descriptions.  [default: description, overview, ...]")
@click.option("--labels-column", help="Column of the labels.  [default: genres, genre, labels, tags, listed_in]")
@click.option("--aliases", type=click.Path(path_type=Path), help="CSV of alias,label: other spellings of a label.")
@click.option("--min-films", type=click.IntRange(min=1), default=25, show_default=True, help="Films per label.")
@click.option(
    "--extra", type=click.Path(path_type=Path),
    help="TMDB_movie_dataset_v11.csv: more films to train on. Only for shipped.cfg and configs like it.",
)  # fmt: skip
@click.pass_context
def prepare(
    ctx: click.Context, config: Path, films: Path, splits: Path | None, title_column: str | None,
    description_column: str | None, labels_column: str | None, aliases: Path | None, min_films: int, extra: Path | None,
) -> None:  # fmt: skip
    """Turn a list of films into corpora, and report what was dropped and why.

    A config that lists its genres, such as genres.cfg, needs The Movies Dataset. A config that reads its labels from a
    file, as the default one does, takes any list of films.
    """
    plan = read_plan(config)
    if plan.label_file is None:
        from training.films.prepare import prepare as run

        _refuse(ctx, "cannot be used with a config that lists its genres", LIST_OPTIONS)
        click.echo("\n".join(run(plan, films, extra, splits).report()))
        return
    from training.films.film_list import ColumnNames
    from training.films.labels import read_aliases
    from training.films.prepare_list import prepare_list

    _refuse(ctx, "needs a config that lists its genres, such as training/configs/shipped.cfg", ("extra",))
    names = ColumnNames(title_column, description_column, labels_column)
    prepared = prepare_list(plan, films, names, read_aliases(aliases) if aliases else {}, min_films, splits)
    click.echo("\n".join(prepared.report()))


LIST_OPTIONS = ("title_column", "description_column", "labels_column", "aliases", "min_films")


def _refuse(ctx: click.Context, reason: str, parameters: Iterable[str]) -> None:
    """Raise a usage error if one of `parameters` was given on the command line."""
    for name in parameters:
        if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(f"--{name.replace('_', '-')} {reason}", ctx)


@main.command()
@config_option
@click.option(
    "--output", type=click.Path(path_type=Path), default=TEACHER, show_default=True,
    help="Folder for checkpoints and teachers. An interrupted run continues from them.",
)  # fmt: skip
@click.option("--encoder", type=click.Path(path_type=Path), help="Sentence encoder.  [default: all-MiniLM-L6-v2]")
def teach(config: Path, output: Path, encoder: Path | None) -> None:
    """Fine-tune sentence encoders, and write their soft labels and word vectors."""
    from training.teacher.pretrained import encoder_folder

    try:
        from training.teacher.teach import teach as run
    except ImportError as error:
        raise MissingExtra("teacher", error.name) from error
    click.echo(run(read_plan(config), encoder or encoder_folder(), output, click.echo))


@main.command()
@config_option
@click.option("--gpu", type=int, default=-1, show_default=True, help="GPU to use; -1 for the CPU.")
def train(config: Path, gpu: int) -> None:
    """Train with early stopping, as `spacy train` does."""
    from training.train import train as run

    click.echo(run(read_plan(config), use_gpu=gpu))


@main.command()
@config_option
@model_option
@click.option("--readme", type=click.Path(path_type=Path), help="Markdown file whose table of scores is replaced.")
def evaluate(config: Path, model: Path | None, readme: Path | None) -> None:
    """Choose thresholds on dev, measure on test, and write both to meta.json and the model card."""
    from training.evaluation.evaluate import evaluate as run

    click.echo("\n".join(run(read_plan(config), model, readme).report()))


@main.command()
@config_option
@model_option
@click.option(
    "--target", type=click.Path(path_type=Path), default=Path("spacy_model"), show_default=True,
    help="Folder to write. A pipeline in it is replaced; a folder with other files is refused.",
)  # fmt: skip
@click.option("--version", help="Version of the model.  [default: the one after that of the replaced pipeline]")
@click.option("--force", is_flag=True, help="Replace a pipeline that scores better on the test films too.")
@click.option("--backup", type=click.Path(path_type=Path), help="Folder that keeps the replaced pipeline.")
def package(
    config: Path, model: Path | None, target: Path, version: str | None, force: bool, backup: Path | None
) -> None:  # fmt: skip
    """Copy the evaluated pipeline to the folder that the service loads."""
    from training.package import package as run

    click.echo("\n".join(run(read_plan(config), target, version, model, force=force, backup=backup)))
