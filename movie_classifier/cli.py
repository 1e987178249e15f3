"""The command `movie_classifier`: asks the service for the genre of a film. Its subcommand `serve` starts the service.

Heavy modules are imported where they are needed: `--help` and a request to a service import only click and requests.
"""

import importlib.util
import json
import os
from pathlib import Path
from pprint import pformat
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click

from movie_classifier.client import DEFAULT_TIMEOUT, DEFAULT_URL, GenreClient
from movie_classifier.errors import MissingExtra, MovieClassifierError, ServiceUnreachable
from movie_classifier.film import MAX_DESCRIPTION_LENGTH, MAX_TITLE_LENGTH, Film, is_blank
from movie_classifier.model_path import default_model_path
from movie_classifier.prediction import best_first
from movie_classifier.version import __version__

if TYPE_CHECKING:
    from movie_classifier.classifier import GenreClassifier

MAX_TIMEOUT = 86_400
"""Longest timeout accepted: one day. Larger values overflow on some platforms."""


class OneLineErrors(click.Command):
    """A command that prints the package's errors and `OSError`s as one line on stderr, with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (MovieClassifierError, OSError) as error:
            raise click.ClickException(str(error)) from error


class OneLineGroup(OneLineErrors, click.Group):
    """A group whose commands all print errors as one line."""


class FilmText(click.ParamType[str]):
    """Text that is not blank and has at most `max_length` characters."""

    name = "text"

    def __init__(self, max_length: int) -> None:
        self.max_length = max_length

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return `value`, or raise a usage error that names the option."""
        text = str(value)
        if any("\ud800" <= character <= "\udfff" for character in text):
            self.fail("is not valid text in the encoding of this terminal", param, ctx)
        if is_blank(text):
            self.fail("must not be empty or blank", param, ctx)
        if len(text) > self.max_length:
            self.fail(f"has {len(text)} characters; the limit is {self.max_length}", param, ctx)
        return text


def _check_url(ctx: click.Context, param: click.Parameter, url: str | None) -> str | None:
    try:
        valid = url is None or (urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).hostname))
    except ValueError:
        valid = False
    if not valid:
        raise click.BadParameter(f"{url!r} is not an http:// or https:// URL", ctx, param)
    return url


def _check_timeout(ctx: click.Context, param: click.Parameter, seconds: float) -> float:
    if not 0 < seconds <= MAX_TIMEOUT:  # this order of the comparison also refuses NaN
        raise click.BadParameter(f"{seconds:g} is not between 0 and {MAX_TIMEOUT} seconds", ctx, param)
    return seconds


@click.group(cls=OneLineGroup, invoke_without_command=True, subcommand_metavar="[COMMAND]")
@click.option("--title", type=FilmText(MAX_TITLE_LENGTH), help="Title of the film. Required, not blank.")
@click.option(
    "--description",
    "--overview",
    type=FilmText(MAX_DESCRIPTION_LENGTH),
    help="What the film is about, in English. Required, not blank.",
)
@click.option("--scores", is_flag=True, help="Add the probability of every genre, sorted from high to low.")
@click.option("--all", "all_genres", is_flag=True, help="Add every genre that reaches its threshold.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--url",
    envvar="MOVIE_CLASSIFIER_URL",
    callback=_check_url,
    help=f"Address of the service.  [default: {DEFAULT_URL}]",
)
@click.option(
    "--timeout", type=float, default=DEFAULT_TIMEOUT, show_default=True, callback=_check_timeout,
    help="Seconds to wait for an answer.",
)  # fmt: skip
@click.option("--local", is_flag=True, help="Classify in this process, without a service.")
@click.version_option(__version__, prog_name="movie_classifier")
@click.pass_context
def main(
    ctx: click.Context,
    title: str | None,
    description: str | None,
    scores: bool,
    all_genres: bool,
    as_json: bool,
    url: str | None,
    timeout: float,
    local: bool,
) -> None:
    """Print the genre of a film, from its title and a short description."""
    if ctx.invoked_subcommand is not None:
        return
    if title is None or description is None:
        missing = "--title" if title is None else "--description"
        raise click.UsageError(f"Missing option '{missing}'.", ctx)
    film = Film(title, description)
    if local:
        result = classify(_load_classifier(), film, scores, all_genres)
    else:
        try:
            client = GenreClient(url or DEFAULT_URL, timeout, os.environ.get("MOVIE_CLASSIFIER_API_KEY", "").strip())
            result = classify(client, film, scores, all_genres)
        except ServiceUnreachable:
            if url is not None or not _model_is_installed():
                raise
            click.echo(f"No service at {DEFAULT_URL}: classifying in this process.", err=True)
            result = classify(_load_classifier(), film, scores, all_genres)
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else pformat(result, sort_dicts=False))


def classify(
    classifier: "GenreClient | GenreClassifier", film: Film, with_scores: bool, with_genres: bool
) -> dict[str, Any]:
    """Return the output: `description`, `genre`, `title`, and `genres` and `scores` if they are requested."""
    if with_genres:
        [prediction] = classifier.predict([film])
        ranked, extra = best_first(prediction.scores), {"genres": prediction.genres}
    else:
        ranked, extra = best_first(classifier.predict_proba([film])[0]), {}
    result = {**film._asdict(), "genre": next(iter(ranked)), **extra}
    return dict(sorted((result | {"scores": ranked} if with_scores else result).items()))


def _model_is_installed() -> bool:
    return importlib.util.find_spec("spacy") is not None and default_model_path().is_dir()


def _load_classifier() -> "GenreClassifier":
    try:
        from movie_classifier.classifier import GenreClassifier
        from movie_classifier.settings import read_settings
    except ModuleNotFoundError as error:
        raise MissingExtra("server", error.name) from error
    return GenreClassifier.load(read_settings().model)


@main.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all interfaces."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Number of worker processes.")
@click.option("--model", type=click.Path(), help="Folder of the pipeline to serve.  [default: the shipped one]")
def serve(host: str, port: int, workers: int, model: str | None) -> None:
    """Start the HTTP service (needs the extra `server`)."""
    if model is not None:
        # Workers are separate processes, which share the environment.
        os.environ["MOVIE_CLASSIFIER_MODEL"] = str(Path(model).resolve())
    try:
        from movie_classifier.server import run
    except ModuleNotFoundError as error:
        raise MissingExtra("server", error.name) from error
    run(host=host, port=port, workers=workers)
