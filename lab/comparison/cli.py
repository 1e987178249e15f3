"""One command for each comparison. A command reads its options, calls one function and prints its report."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from movie_classifier.cli import OneLineGroup
from movie_classifier.errors import MissingExtra
from movie_classifier.model.model_path import SHIPPED_FOLDERS
from training.config import DEFAULT_CONFIG, read_plan

if TYPE_CHECKING:
    from lab.comparison.runs.run import Runs

Command = Callable[..., None]

CONFIGS = Path("training/configs")
SHIPPED = Path("spacy_model")

ACCURATE_FOLDERS = (Path("spacy_model_accurate"), Path("training/output/accurate/float32"))
"""The accurate pipeline, and where `lab accurate export` writes it before quantisation."""

CACHE = Path("training/output/comparison")
"""Runs of all methods of all comparisons. The names of the files tell them apart."""


def _path(name: str, default: str, text: str) -> Callable[[Command], Command]:
    path = click.Path(path_type=Path)
    return click.option(name, type=path, default=Path(default), show_default=True, help=text)


def _config(text: str) -> Callable[[Command], Command]:
    return _path("--config", "lab/configs/shipped.cfg", f"Training config. {text}")


_model = _path("--model", str(SHIPPED), "Folder of the pipeline that reads texts.")
_results = _path("--results", "lab/comparison/results", "Folder for tables, numbers and plots.")
_plots = _path(
    "--plots", "data/mpst.parquet",
    "Plot synopses of MPST: imdb_id, title, year and plot, with labels (tags) or tmdb_genres (transfer).",
)  # fmt: skip


def _runs(command: Command) -> Command:
    """Add the options `--only` and `--fresh`, which the command gets as `runs`."""

    @click.option(
        "--only", multiple=True, help="Name of a method to run; may be repeated. Other methods are read from the cache."
    )
    @click.option("--fresh", is_flag=True, help="Run the methods again even if there are results.")
    @wraps(command)
    def with_runs(*args: Any, only: tuple[str, ...], fresh: bool, **options: Any) -> None:
        from lab.comparison.runs.run import Runs

        command(*args, runs=Runs(CACHE, only, fresh, click.echo), **options)

    return with_runs


@click.group(cls=OneLineGroup)
def main() -> None:
    """Measure methods that the project does not ship, on the films that the shipped model is measured on."""


@main.command()
@_config("All methods are fitted and measured on its corpora.")
@_results
@_path("--teacher", "training/output/teacher", "Folder with the weights of the teachers.")
@click.option("--vectors", default="en_core_web_lg", show_default=True, help="spaCy pipeline with word vectors.")
@_runs
def genres(config: Path, results: Path, teacher: Path, vectors: str, runs: "Runs") -> None:
    """Compare methods that predict genres from a title and a description."""
    from lab.comparison.genres.compare import compare_genres

    lines = compare_genres(
        read_plan(config), results, runs, configs=CONFIGS, shipped=SHIPPED, accurate=ACCURATE_FOLDERS,
        teacher=teacher, vectors=vectors,
    )  # fmt: skip
    click.echo("\n".join(lines))


@main.command()
@_config("Its dev films are explained.")
@_model
@_results
def explanations(config: Path, model: Path, results: Path) -> None:
    """Measure how faithful explanations are, beside random words and the linear part's weights."""
    from lab.comparison.explanations import compare_rankings

    click.echo("\n".join(compare_rankings(read_plan(config), model, results)))


@main.command()
@_config("Low confidence is measured on its dev films.")
@_model
@_results
def confidence(config: Path, model: Path, results: Path) -> None:
    """Measure how often confidence is low, and how often rightly."""
    from lab.comparison.confidence import measure_confidence

    click.echo("\n".join(measure_confidence(read_plan(config), model, results)))


@main.command()
@_config("Its corpora are The Movies Dataset.")
@_plots
@_results
@click.option("--seeds", type=click.IntRange(min=1), default=3, show_default=True, help="Draws of each size.")
@_runs
def transfer(config: Path, plots: Path, results: Path, seeds: int, runs: "Runs") -> None:
    """Measure how many films each way to train needs, and what it forgets.

    Every result is cached, so that an interrupted run goes on where it stopped. Results that the table has are kept
    without --fresh. The plots are left out if there is no such file.
    """
    from lab.comparison.transfer.curve import Experiment, measure_transfer
    from lab.comparison.transfer.film_lists import movies_list, plots_list

    experiment = Experiment(
        movies=movies_list(read_plan(config)), others=(plots_list(plots),) if plots.is_file() else (),
        plan=read_plan(DEFAULT_CONFIG), configs=CONFIGS, shipped=SHIPPED, seeds=seeds,
    )  # fmt: skip
    click.echo("\n".join(measure_transfer(experiment, results, runs)))


@main.command()
@_path("--config", "lab/configs/languages.cfg", "Training config. Its corpora have films in other languages.")
@_results
@_runs
def languages(config: Path, results: Path, runs: "Runs") -> None:
    """Compare the shipped models on films in other languages."""
    from lab.comparison.languages import compare_languages

    models = {name: Path(folder) for name, folder in SHIPPED_FOLDERS.items()}
    click.echo("\n".join(compare_languages(read_plan(config), results, runs, models)))


@main.command()
@_plots
@_results
@_runs
def tags(plots: Path, results: Path, runs: "Runs") -> None:
    """Compare methods that predict plot tags from a title and a plot."""
    from lab.comparison.tags.compare import compare_tags

    click.echo("\n".join(compare_tags(read_plan(DEFAULT_CONFIG), plots, results, runs, configs=CONFIGS)))


@main.command()
@click.option(
    "--posters", type=click.Path(path_type=Path), required=True,
    help="Parquet file with the columns id, jpeg, genres and split, or a folder that `collect --posters` made.",
)  # fmt: skip
@click.option(
    "--films", type=click.Path(path_type=Path), required=True, multiple=True,
    help="List of films with their texts, as for `prepare --films`; may be repeated.",
)  # fmt: skip
@_model
@click.option(
    "--network", type=click.Choice(["lite0", "lite2"]), default="lite2", show_default=True,
    help="Variant of EfficientNet.",
)  # fmt: skip
@_results
@_path("--cache", "training/output/posters", "Folder for features.")
@click.option(
    "--fine-tune/--no-fine-tune", "tune", default=True, show_default=True,
    help="Whether to fine-tune the network, which takes most of the time.",
)  # fmt: skip
def posters(
    posters: Path, films: tuple[Path, ...], model: Path, network: str, results: Path, cache: Path, tune: bool
) -> None:  # fmt: skip
    """Compare methods that predict genres from posters, from text, and from both."""
    try:
        from lab.comparison.posters.compare import compare_posters
    except ImportError as error:
        raise MissingExtra("poster-model", error.name) from error
    from movie_classifier.classifier import GenreClassifier

    labels = GenreClassifier.load(model).info.labels
    lines = compare_posters(
        posters, films, results, pipeline=model, labels=labels, network=network, tune=tune, cache=cache, echo=click.echo
    )
    click.echo("\n".join(lines))
