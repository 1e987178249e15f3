"""The command `movie_classifier`: prints the genre of one film."""

import json
import sys
from pathlib import Path
from pprint import pformat
from typing import Any

import click

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.cli.choice_options import choice_options
from movie_classifier.cli.film_help import FilmHelp
from movie_classifier.cli.local import ServiceOrModel
from movie_classifier.cli.options import (
    check_film_text,
    given_options,
    local_option,
    refuse_ignored_options,
    timeout_option,
    url_option,
)
from movie_classifier.film import Film
from movie_classifier.poster.encoding import read_poster
from movie_classifier.prediction import Prediction, best_first
from movie_classifier.version import __version__


@click.group(
    cls=FilmHelp,
    invoke_without_command=True,
    no_args_is_help=True,
    subcommand_metavar="[COMMAND]",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--title", multiple=True, callback=check_film_text, help="Title of the film. Required, not blank.")
@click.option(
    "--description",
    "--overview",
    multiple=True,
    callback=check_film_text,
    help="What the film is about, in English; - reads it from standard input. Required, not blank.",
)
@click.option(
    "--poster", type=click.Path(path_type=Path),
    help="Poster of the film, a JPEG, PNG or WebP file. Needs the extra `poster` where the model runs.",
)  # fmt: skip
@click.option("--scores", is_flag=True, help="Add the probability of every genre, sorted from high to low.")
@click.option(
    "--all", "all_genres", is_flag=True, help="Add every genre that reaches its threshold, and the confidence."
)
@choice_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@url_option
@timeout_option
@local_option
@click.version_option(__version__, prog_name="movie_classifier")
@click.pass_context
def main(
    ctx: click.Context,
    title: str | None,
    description: str | None,
    poster: Path | None,
    scores: bool,
    all_genres: bool,
    choice: GenreChoice | None,
    as_json: bool,
    url: str | None,
    timeout: float,
    local: bool,
) -> None:
    """Print the genre of a film, from its title and a short description in English."""
    if ctx.invoked_subcommand is not None:
        _refuse_options_before(ctx, ctx.invoked_subcommand)
        return
    refuse_ignored_options(ctx)
    if title is None or description is None:
        missing = "--title" if title is None else "--description"
        raise click.UsageError(f"Missing option '{missing}'.", ctx)
    film, picture = Film(title, description), read_poster(poster) if poster else None
    if picture and choice:
        choice.check_posters()
    classifier = ServiceOrModel(url, timeout, local)
    decision = choice.for_model(classifier.info) if choice else None
    if picture is None:
        [prediction] = classifier.predict([film])
    else:
        prediction = classifier.predict_with_poster(film, picture)
    if decision:
        prediction = decision.apply(prediction)
    result = describe(film, prediction, scores, all_genres)
    click.echo(_to_json(result) if as_json else pformat(result, sort_dicts=False))


def _to_json(result: dict[str, Any]) -> str:
    """Return JSON that standard output can show. JSON has escapes of its own, also for characters like 🤠."""
    text = json.dumps(result, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return json.dumps(result)
    return text


def _refuse_options_before(ctx: click.Context, command: str) -> None:
    given = list(given_options(ctx).values())
    if given:
        have = "has" if len(given) == 1 else "have"
        raise click.UsageError(f"{' and '.join(given)} before {command} {have} no effect; write options after it.", ctx)


def describe(film: Film, prediction: Prediction, with_scores: bool, with_genres: bool) -> dict[str, Any]:
    """Return the output: `description`, `genre`, `title`, and what is requested of genres and scores.

    Low confidence is reported on stderr, and next to the genres.
    """
    result: dict[str, Any] = {**film._asdict(), "genre": prediction.genre}
    if with_genres:
        result |= {"genres": prediction.genres, "confidence": prediction.confidence}
    if with_scores:
        result["scores"] = best_first(prediction.scores)
    if prediction.confidence_reason:
        click.echo(f"Low confidence: {prediction.confidence_reason}.", err=True)
        result |= {"confidence_reason": prediction.confidence_reason} if with_genres else {}
    return dict(sorted(result.items()))
