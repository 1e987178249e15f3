"""The command `poster-model`."""

from functools import partial
from pathlib import Path

import click

from movie_classifier.errors import MissingExtra


@click.command()
@click.option(
    "--posters", type=click.Path(path_type=Path), required=True,
    help="Parquet file with the columns id, jpeg, genres and split, or a folder that `collect --posters` made.",
)  # fmt: skip
@click.option(
    "--films", type=click.Path(path_type=Path), required=True, multiple=True,
    help="List of films with their texts, as for `prepare --films`; may be repeated.",
)  # fmt: skip
@click.option(
    "--model", "models", type=click.Path(path_type=Path), default=(Path("spacy_model"),), show_default=True,
    multiple=True, help="Text pipeline of the service; may be repeated.",
)  # fmt: skip
@click.option(
    "--network", type=click.Choice(["lite0", "lite2"]), default="lite0", show_default=True,
    help="Variant of EfficientNet.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("poster_model"), show_default=True,
    help="Folder to write. A poster model in it is replaced; a folder with other files is refused.",
)  # fmt: skip
@click.option(
    "--cache", type=click.Path(path_type=Path), default=Path("training/output/posters"), show_default=True,
    help="Folder for features.",
)  # fmt: skip
def poster_model(
    posters: Path, films: tuple[Path, ...], models: tuple[Path, ...], network: str, output: Path, cache: Path
) -> None:  # fmt: skip
    """Make the model with which the service reads posters too."""
    try:
        from training.poster_model.make import make_poster_model
        from training.poster_model.network import export_network
    except ImportError as error:
        raise MissingExtra("poster-model", error.name) from error
    report = make_poster_model(
        posters, films, output, pipelines=models, network=f"efficientnet-{network}",
        export=partial(export_network, network), cache=cache, echo=click.echo,
    )  # fmt: skip
    click.echo("\n".join(report))
