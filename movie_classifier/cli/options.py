"""Types and checks of options that commands share."""

from typing import Any
from urllib.parse import urlsplit

import click

from movie_classifier.client import DEFAULT_TIMEOUT, DEFAULT_URL
from movie_classifier.film import is_blank

MAX_TIMEOUT = 86_400
"""Longest timeout accepted: one day. Larger values overflow on some platforms."""


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


url_option = click.option(
    "--url",
    envvar="MOVIE_CLASSIFIER_URL",
    callback=_check_url,
    help=f"Address of the service.  [default: {DEFAULT_URL}]",
)
timeout_option = click.option(
    "--timeout", type=float, default=DEFAULT_TIMEOUT, show_default=True, callback=_check_timeout,
    help="Seconds to wait for an answer.",
)  # fmt: skip
local_option = click.option("--local", is_flag=True, help="Classify in this process, without a service.")
