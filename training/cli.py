"""One command for each step. A command reads its options, calls one function and prints its report."""

from pathlib import Path
from typing import Any

import click

from movie_classifier.cli import OneLineGroup
from movie_classifier.cli.options import check_encoding
from movie_classifier.errors import MissingExtra
from training.config import DEFAULT_CONFIG, Plan, read_plan
from training.poster_model.command import poster_model

DATA = Path("data")

FIRST_YEAR, LAST_YEAR = 1870, 2100
"""Years of release that TMDB may have: the first one is before the first film."""

config_option = click.option(
    "--config", type=click.Path(path_type=Path), default=DEFAULT_CONFIG, show_default=True, help="Training config."
)
model_option = click.option(
    "--model", type=click.Path(path_type=Path), help="Trained pipeline.  [default: the config's best one]"
)


EXTRAS = {"onnxruntime": "accurate", "tokenizers": "accurate"}
"""Package → extra. All other packages of the steps are in the extra `training`."""


OVERRIDABLE = {"ignore_unknown_options": True, "allow_extra_args": True}
"""Context settings of steps that take values of the config as options, such as `--training.max_epochs 30`."""


def _plan(ctx: click.Context, config: Path) -> Plan:
    """Read the config. All other arguments of the command are overrides of its values, as `spacy train` takes them."""
    from spacy.cli._util import parse_config_overrides

    return read_plan(config, parse_config_overrides(ctx.args, env_var=None))


class StepGroup(OneLineGroup):
    """A group of steps, which says how to install a package that is missing."""

    def missing(self, package: str) -> MissingExtra:
        """Return the error about a missing package."""
        return MissingExtra(EXTRAS.get(package, "training"), package)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a step."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            package = (error.name or "").split(".")[0]
            if package in ("lab", "training", "movie_classifier"):
                raise
            raise click.ClickException(str(self.missing(package))) from error


@click.group(cls=StepGroup)
def main() -> None:
    """Make a genre model: download or collect, prepare, train, evaluate, package. Make a poster model: poster-model."""


@main.command()
@click.option(
    "--folder", type=click.Path(path_type=Path), default=DATA, show_default=True, help="Folder for the files."
)
@click.option("--extra", is_flag=True, help="Download the large TMDB list too.")
def download(folder: Path, extra: bool) -> None:
    """Download the film lists from Kaggle."""
    from training.collect.download import download as fetch
    from training.films.known_lists import MOVIES, TMDB

    for dataset in (MOVIES, TMDB) if extra else (MOVIES,):
        click.echo(fetch(dataset, folder))


def _years(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """Parse `1999` or `1990-2020`."""
    if value is None:
        return None
    first, _, last = value.partition("-")
    try:
        years = int(first), int(last or first)
    except ValueError:
        years = 0, 0
    if not FIRST_YEAR <= years[0] <= years[1] <= LAST_YEAR:
        raise click.BadParameter(f"{value!r} is neither a year like 1999 nor years like 1990-2020", ctx, param)
    return years


@main.command()
@click.option("--years", callback=_years, help="Year of release, such as 1999, or years, such as 1990-2020.")
@click.option("--language", help="Original language, such as en.  [default: all languages]")
@click.option("--min-popularity", type=click.FloatRange(min=0), default=0.0, help="Lowest popularity at TMDB.")
@click.option("--limit", type=click.IntRange(min=1), help="Number of films, the most popular ones.  [default: all]")
@click.option(
    "--ids", type=click.Path(path_type=Path),
    help="Collect these films: TMDB's daily export of movie ids, or a file with one id on each line.",
)  # fmt: skip
@click.option(
    "--output", type=click.Path(path_type=Path), default=DATA / "films.jsonl", show_default=True,
    help="JSON Lines or Parquet file for the films.",
)  # fmt: skip
@click.option("--posters", type=click.Path(path_type=Path), help="Folder for posters.  [default: no posters]")
@click.option(
    "--width", type=click.Choice(["92", "154", "185", "342", "500", "780", "original"]), default="185",
    show_default=True, help="Width of the posters in pixels.",
)  # fmt: skip
@click.option("--fresh", is_flag=True, help="Forget an earlier run for this output instead of going on with it.")
@click.option(
    "--url", envvar="TMDB_API_URL", default="https://api.themoviedb.org/3", show_default=True,
    help="Address of TMDB's API.",
)  # fmt: skip
def collect(
    years: tuple[int, int] | None, language: str | None, min_popularity: float, limit: int | None, ids: Path | None,
    output: Path, posters: Path | None, width: str, fresh: bool, url: str,
) -> None:  # fmt: skip
    """Collect films and posters from TMDB, for `prepare --films`.

    The environment has your key: TMDB_API_KEY, or TMDB_TOKEN for an API read access token. A run that was interrupted
    goes on where it stopped.
    """
    if ids is None and years is None and limit is None:
        raise click.UsageError("name --years, --limit or --ids")
    if ids is not None and (years is not None or language is not None):
        raise click.UsageError("--ids names the films; leave --years and --language out")
    try:
        from training.collect.collect import Wanted
        from training.collect.collect import collect as run
        from training.collect.credentials import Credentials
        from training.collect.discovery import Search
    except ImportError as error:
        raise MissingExtra("collect", error.name) from error
    search = Search(*(years or (FIRST_YEAR, LAST_YEAR)), language, min_popularity, limit)
    wanted = Wanted(output, search, ids, posters, width)
    click.echo("\n".join(run(wanted, Credentials.from_environment(), url, fresh=fresh).report()))


@main.command(context_settings=OVERRIDABLE)
@config_option
@click.option(
    "--films", "--movies", "films", type=click.Path(path_type=Path), default=DATA / "movies_metadata.csv",
    show_default=True, help="List of films with labels: CSV, TSV, JSON Lines or Parquet.",
)  # fmt: skip
@click.option(
    "--splits", type=click.Path(path_type=Path),
    help="CSV of id,split.  [default: for The Movies Dataset, the split of the published scores]",
)  # fmt: skip
@click.option(
    "--split-by-hash", is_flag=True,
    help="Split all films by a hash of title and year. The shipped pipeline has seen some of the test films.",
)  # fmt: skip
@click.option("--title-column", help="Column of the titles.  [default: title]")
@click.option("--description-column", help="Column of the descriptions.  [default: description, overview, ...]")
@click.option("--labels-column", help="Column of the labels.  [default: genres, genre, labels, tags, listed_in]")
@click.option("--labels-separator", help="What separates labels in a text.  [default: found from all films]")
@click.option("--aliases", type=click.Path(path_type=Path), help="CSV of alias,label: other spellings of a label.")
@click.option("--encoding", default="utf-8", show_default=True, callback=check_encoding, help="Encoding of the list.")
@click.option("--min-films", type=click.IntRange(min=1), default=25, show_default=True, help="Films per label.")
@click.option(
    "--extra", type=click.Path(path_type=Path),
    help="TMDB_movie_dataset_v11.csv: more films to train on. Only for shipped.cfg and configs like it.",
)  # fmt: skip
@click.pass_context
def prepare(
    ctx: click.Context, config: Path, films: Path, splits: Path | None, split_by_hash: bool,
    title_column: str | None, description_column: str | None, labels_column: str | None, labels_separator: str | None,
    aliases: Path | None, encoding: str, min_films: int, extra: Path | None,
) -> None:  # fmt: skip
    """Turn a list of films into corpora, and report what was dropped and why.

    The default config learns every label of the list that has enough films. A config that lists its labels, such as
    genres.cfg, drops films that have none of them. Values of the config can be replaced in all steps, as spaCy does it:
    --initialize.components.textcat_multilabel.labels '["Action", "Drama"]'.
    """
    if splits and split_by_hash:
        raise click.UsageError("use either --splits or --split-by-hash", ctx)
    from training.films.film_list import ListOptions
    from training.films.labels.aliases import read_aliases
    from training.films.prepare import prepare as run

    plan = _plan(ctx, config)
    if plan.label_file is None and ctx.get_parameter_source("min_films") is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError("--min-films cannot be used with a config that lists its labels", ctx)
    known = read_aliases(aliases) if aliases else {}
    options = ListOptions(title_column, description_column, labels_column, labels_separator, encoding, known)
    prepared = run(plan, films, options, min_films, splits, by_hash=split_by_hash, extra=extra)
    click.echo("\n".join(prepared.report()))


@main.command(context_settings=OVERRIDABLE)
@click.option(
    "--config", type=click.Path(path_type=Path),
    help="Training config.  [default: all that fit any list; the pipeline that scores best on dev is taken]",
)  # fmt: skip
@click.option("--gpu", type=int, default=-1, show_default=True, help="GPU to use; -1 for the CPU.")
@click.option(
    "--target", type=click.Path(path_type=Path),
    help="Evaluate the pipeline too, and package it to this folder; see `evaluate` and `package`.",
)  # fmt: skip
@click.pass_context
def train(ctx: click.Context, config: Path | None, gpu: int, target: Path | None) -> None:
    """Train with early stopping on dev, in every way that fits, and take the best pipeline.

    Values of the configs can be replaced, as in all steps: --training.max_epochs 30. A value applies to each config
    that has it.
    """
    from training.automatic import train_best
    from training.packaging.replacement import read_replaced
    from training.train import train as run

    plan = _plan(ctx, config or DEFAULT_CONFIG)
    if target:
        read_replaced(target)  # refuses a folder with other files before the training
    if config:
        click.echo(run(plan, use_gpu=gpu))
    else:
        train_best(plan, gpu, click.echo)
    if target:
        from training.evaluation.evaluate import evaluate as measure
        from training.packaging.package import package as write

        click.echo("\n".join(["", *measure(plan).report(), "", *write(plan, target), ""]))
        click.echo(f"serve it: movie_classifier serve --model {target}")


@main.command(context_settings=OVERRIDABLE)
@config_option
@model_option
@click.option("--readme", type=click.Path(path_type=Path), help="Markdown file whose table of scores is replaced.")
@click.pass_context
def evaluate(ctx: click.Context, config: Path, model: Path | None, readme: Path | None) -> None:
    """Choose thresholds on dev, measure on test, and write both to meta.json and the model card."""
    from training.evaluation.evaluate import evaluate as run

    click.echo("\n".join(run(_plan(ctx, config), model, readme).report()))


@main.command(context_settings=OVERRIDABLE)
@config_option
@model_option
@click.option(
    "--target", type=click.Path(path_type=Path), default=Path("spacy_model"), show_default=True,
    help="Folder to write. A pipeline in it is replaced; a folder with other files is refused.",
)  # fmt: skip
@click.option("--name", help="Name of the model and its wheel.  [default: the present one, or movie_genres]")
@click.option("--version", help="Version of the model.  [default: the one after that of the replaced pipeline]")
@click.option(
    "--force", is_flag=True, help="Replace a pipeline that scores better on the test films, or has other labels."
)
@click.option("--backup", type=click.Path(path_type=Path), help="Folder that keeps the replaced pipeline.")
@click.option("--wheel", type=click.Path(path_type=Path), help="Folder for an installable package of it too.")
@click.pass_context
def package(
    ctx: click.Context, config: Path, model: Path | None, target: Path, name: str | None, version: str | None,
    force: bool, backup: Path | None, wheel: Path | None,
) -> None:  # fmt: skip
    """Copy the evaluated pipeline to the folder that the service loads."""
    from training.packaging.package import package as run

    plan = _plan(ctx, config)
    click.echo("\n".join(run(plan, target, version, model, force=force, backup=backup, wheel=wheel, name=name)))


main.add_command(poster_model)
