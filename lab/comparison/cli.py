"""One command for each comparison. A command reads its options, calls one function and prints its report."""

from collections.abc import Callable
from pathlib import Path

import click

from movie_classifier.cli import OneLineGroup
from movie_classifier.errors import MissingExtra
from movie_classifier.model.model_path import SHIPPED_FOLDERS
from training.config import DEFAULT_CONFIG, read_plan

Option = Callable[[Callable[..., None]], Callable[..., None]]

_path = click.Path(path_type=Path)

_only = click.option(
    "--only", multiple=True, help="Name of a method to run; may be repeated. Other methods are read from the cache."
)
_fresh = click.option("--fresh", is_flag=True, help="Run the methods again even if they are cached.")

ACCURATE_FOLDERS = (Path("spacy_model_accurate"), Path("training/output/accurate/float32"))
"""The accurate pipeline, and where `lab accurate export` writes it before quantisation."""


def _config(text: str) -> Option:
    default = Path("lab/configs/shipped.cfg")
    return click.option("--config", type=_path, default=default, show_default=True, help=text)


def _results(text: str) -> Option:
    default = Path("lab/comparison/results")
    return click.option("--results", type=_path, default=default, show_default=True, help=text)


@click.group(cls=OneLineGroup)
def main() -> None:
    """Measure methods that the project does not ship, on the films that the shipped model is measured on."""


@main.command()
@_config("Training config. All methods are fitted and measured on its corpora.")
@_results("Folder for the table, its numbers and the plot.")
@click.option(
    "--teacher", type=_path, default=Path("training/output/teacher"), show_default=True,
    help="Folder with the weights of the teachers.",
)  # fmt: skip
@click.option("--vectors", default="en_core_web_lg", show_default=True, help="spaCy pipeline with word vectors.")
@_only
@_fresh
def genres(config: Path, results: Path, teacher: Path, vectors: str, only: tuple[str, ...], fresh: bool) -> None:
    """Compare methods that predict genres from a title and a description."""
    from lab.comparison.genres.compare import compare

    comparison = compare(
        read_plan(config), results, configs=Path("training/configs"), shipped=Path("spacy_model"),
        accurate=ACCURATE_FOLDERS, teacher=teacher,
        vectors=vectors, cache=Path("training/output/comparison"), only=only, fresh=fresh,
        echo=click.echo,
    )  # fmt: skip
    click.echo("\n".join(comparison.report()))


@main.command()
@_config("Training config. Its dev films are explained.")
@click.option(
    "--model", type=_path, default=Path("spacy_model"), show_default=True, help="Folder of the pipeline to explain."
)
@_results("Folder for the table and its numbers.")
def explanations(config: Path, model: Path, results: Path) -> None:
    """Measure how faithful explanations are, beside random words and the linear part's weights."""
    from lab.comparison.explanations import compare_rankings

    click.echo("\n".join(compare_rankings(read_plan(config), model, results)))


@main.command()
@_config("Training config. Low confidence is measured on its dev films.")
@click.option("--model", type=_path, default=Path("spacy_model"), show_default=True, help="Folder of the pipeline.")
@_results("Folder for the tables and their numbers.")
def confidence(config: Path, model: Path, results: Path) -> None:
    """Measure how often confidence is low, and how often rightly."""
    from lab.comparison.confidence import measure_confidence

    click.echo("\n".join(measure_confidence(read_plan(config), model, results)))


@main.command()
@_config("Training config. Its corpora are The Movies Dataset.")
@click.option(
    "--plots", type=_path, default=Path("data/mpst.parquet"), show_default=True,
    help="Plot synopses of MPST, with the column tmdb_genres. Left out if there is no such file.",
)  # fmt: skip
@_results("Folder for the table, its numbers and the plot.")
@click.option("--seeds", type=click.IntRange(min=1), default=3, show_default=True, help="Draws of each size.")
@_only
@click.option("--fresh", is_flag=True, help="Measure again what the table has.")
def transfer(config: Path, plots: Path, results: Path, seeds: int, only: tuple[str, ...], fresh: bool) -> None:
    """Measure how many films each way to train needs, and what it forgets.

    Every result is cached, so that an interrupted run goes on where it stopped. Results that the table has are kept.
    """
    from lab.comparison.transfer.curve import Experiment, measure_transfer
    from lab.comparison.transfer.film_lists import movies_list, plots_list

    experiment = Experiment(
        movies=movies_list(read_plan(config)), others=(plots_list(plots),) if plots.is_file() else (),
        plan=read_plan(DEFAULT_CONFIG), configs=Path("training/configs"), shipped=Path("spacy_model"),
        cache=Path("training/output/transfer"), seeds=seeds,
    )  # fmt: skip
    click.echo("\n".join(measure_transfer(experiment, results, only, fresh, click.echo)))


@main.command()
@click.option(
    "--config", type=_path, default=Path("lab/configs/languages.cfg"), show_default=True,
    help="Training config. Its corpora have films in other languages.",
)  # fmt: skip
@_results("Folder for the table and its numbers.")
@_only
@_fresh
def languages(config: Path, results: Path, only: tuple[str, ...], fresh: bool) -> None:
    """Compare the shipped models on films in other languages."""
    from lab.comparison.languages import compare_languages

    lines = compare_languages(
        read_plan(config), results, models={name: Path(folder) for name, folder in SHIPPED_FOLDERS.items()},
        cache=Path("training/output/comparison_languages"), only=only, fresh=fresh, echo=click.echo,
    )  # fmt: skip
    click.echo("\n".join(lines))


@main.command()
@click.option(
    "--plots", type=_path, default=Path("data/mpst.parquet"), show_default=True,
    help="Plot synopses of MPST: imdb_id, title, year, plot and labels.",
)  # fmt: skip
@_results("Folder for the table and its numbers.")
@_only
@_fresh
def tags(plots: Path, results: Path, only: tuple[str, ...], fresh: bool) -> None:
    """Compare methods that predict plot tags from a title and a plot."""
    from lab.comparison.tags.compare import compare_tags

    lines = compare_tags(
        read_plan(DEFAULT_CONFIG), plots, results, configs=Path("training/configs"),
        cache=Path("training/output/comparison_tags"), only=only, fresh=fresh, echo=click.echo,
    )  # fmt: skip
    click.echo("\n".join(lines))


@main.command()
@click.option(
    "--posters", type=_path, required=True,
    help="Parquet file with the columns id, jpeg, genres and split, or a folder that `collect --posters` made.",
)  # fmt: skip
@click.option(
    "--films", type=_path, required=True, multiple=True,
    help="List of films with their texts, as for `prepare --films`; may be repeated.",
)  # fmt: skip
@click.option("--model", type=_path, default=Path("spacy_model"), show_default=True, help="Pipeline that reads texts.")
@click.option(
    "--network", type=click.Choice(["lite0", "lite2"]), default="lite2", show_default=True,
    help="Variant of EfficientNet.",
)  # fmt: skip
@_results("Folder for the table, its numbers and the plots.")
@click.option(
    "--cache", type=_path, default=Path("training/output/posters"), show_default=True, help="Folder for features."
)
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
    comparison = compare_posters(
        posters, films, results, pipeline=model, labels=labels, network=network, tune=tune,
        cache=cache, echo=click.echo,
    )  # fmt: skip
    click.echo("\n".join(comparison.report()))
