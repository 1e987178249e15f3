"""Options that commands share, and their checks."""

import sys
from collections.abc import Sequence

import click
from click.core import ParameterSource

from movie_classifier.client import DEFAULT_TIMEOUT, DEFAULT_URL, complete_url
from movie_classifier.errors import InvalidUrl
from movie_classifier.film import MAX_LENGTHS, find_fault

MAX_TIMEOUT = 86_400
"""Longest timeout accepted: one day. Larger values overflow on some platforms."""


def check_film_text(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> str | None:
    """Return the one text of `--title` or `--description`, or raise a usage error if no film can have it.

    The option must have `multiple=True`: a second value is refused instead of replacing the first one. The description
    `-` is read from standard input.
    """
    if not values:
        return None
    if len(values) > 1:
        raise click.BadParameter(f"is given {len(values)} times; give it once", ctx, param)
    text, part = values[0], str(param.name)
    if text == "-" and part == "description":
        text = _read_standard_input()
    match find_fault(part, text):
        case "invalid":
            raise click.BadParameter("is not valid text in the encoding of this terminal", ctx, param)
        case "blank":
            raise click.BadParameter("must not be empty or blank", ctx, param)
        case "long":
            raise click.BadParameter(f"has {len(text)} characters; the limit is {MAX_LENGTHS[part]}", ctx, param)
    return text


def _read_standard_input() -> str:
    """Return all of standard input. Bytes that are no text become lone surrogates, which no film may have."""
    if sys.stdin is None:  # it was closed before Python started
        return ""
    return sys.stdin.buffer.read().decode(sys.stdin.encoding, "surrogateescape").strip()


def check_url(ctx: click.Context, param: click.Parameter, url: str | None) -> str | None:
    """Return the complete address of a server, or raise a usage error if it is none."""
    try:
        return None if url is None else complete_url(url)
    except InvalidUrl as error:
        raise click.BadParameter(str(error), ctx, param) from error


def check_timeout(ctx: click.Context, param: click.Parameter, seconds: float) -> float:
    """Return `seconds`, or raise a usage error if it is no usable timeout."""
    if not 0 < seconds <= MAX_TIMEOUT:  # this order of the comparison also refuses NaN
        raise click.BadParameter(f"{seconds:g} is not allowed: give more than 0, at most {MAX_TIMEOUT:,}", ctx, param)
    return seconds


def given_options(ctx: click.Context) -> dict[str, str]:
    """Return the options on the command line: name of the parameter → option, such as `--title`."""
    return {
        param.name: max(param.opts, key=len)
        for param in ctx.command.params
        if param.name and ctx.get_parameter_source(param.name) is ParameterSource.COMMANDLINE
    }


def refuse_ignored_options(ctx: click.Context, of_service: Sequence[str] = ("url", "requests", "timeout")) -> None:
    """Raise a usage error if `--local` is combined with one of the parameters `of_service`, which it would ignore."""
    given = given_options(ctx)
    ignored = [given[name] for name in of_service if name in given]
    if "local" in given and ignored:
        raise click.UsageError(f"--local uses no service: leave out {' and '.join(ignored)}, or --local.", ctx)


url_option = click.option(
    "--url",
    envvar="MOVIE_CLASSIFIER_URL",
    callback=check_url,
    metavar="URL",
    help=f"Address of the service, with or without http://.  [default: {DEFAULT_URL}]",
)
timeout_option = click.option(
    "--timeout", type=float, default=DEFAULT_TIMEOUT, show_default=True, callback=check_timeout,
    metavar="SECONDS", help="Time to wait for an answer.",
)  # fmt: skip
local_option = click.option("--local", is_flag=True, help="Classify in this process, without a service.")


def check_encoding(ctx: click.Context, param: click.Parameter, encoding: str) -> str:
    """Check that Python knows an encoding."""
    try:
        "".encode(encoding)
    except (LookupError, UnicodeError) as error:
        raise click.BadParameter(f"{encoding!r} is not an encoding that Python knows", ctx, param) from error
    return encoding
