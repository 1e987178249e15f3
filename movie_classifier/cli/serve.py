"""The command `movie_classifier serve`."""

import os
from contextlib import suppress

import click

from movie_classifier.errors import MissingExtra
from movie_classifier.service.reload_signal import block_reload_signal


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all interfaces."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Number of worker processes.")
@click.option(
    "--model",
    help="Model to serve: fast, accurate, multilingual, a folder, or an installed pipeline.  [default: fast]",
)
def serve(host: str, port: int, workers: int, model: str | None) -> None:
    """Start the HTTP service (needs the extra `server`)."""
    if model is not None:
        # Workers are separate processes, which share the environment.
        os.environ["MOVIE_CLASSIFIER_MODEL"] = model
    block_reload_signal()  # before libraries start threads; the server unblocks it
    with suppress(KeyboardInterrupt):  # Ctrl-C is how a service in a terminal is stopped
        try:
            from movie_classifier.service.server import run
        except ModuleNotFoundError as error:
            raise MissingExtra("server", error.name) from error
        run(host=host, port=port, workers=workers)
