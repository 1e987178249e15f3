"""Starts the service with a pipeline, and stops it, so that a notebook can ask it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from movie_classifier.client import GenreClient
from movie_classifier.errors import ServiceError

START_SECONDS = 60
"""Seconds that the service may take to start."""


@contextmanager
def serving(model: Path) -> Iterator[GenreClient]:
    """Run `movie_classifier serve --model MODEL` on a free port, and return a client of it.

    The service stops at the end of the context.

    Raises:
        RuntimeError: the service did not start. The message is what it printed.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "movie_classifier", "serve", "--model", str(model), "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOVIE_CLASSIFIER_")}
    environment |= {"MOVIE_CLASSIFIER_LOG_LEVEL": "warning"}
    with subprocess.Popen(  # noqa: S603 - the arguments are those above
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as service:
        try:
            client = GenreClient(f"http://127.0.0.1:{port}")
            _wait_for(client, service)
            yield client
        finally:
            service.terminate()


def _wait_for(client: GenreClient, service: "subprocess.Popen[str]") -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            client.info  # noqa: B018 - asks the service
            return
        except ServiceError:
            if service.poll() is not None or time.monotonic() > end:
                service.terminate()
                raise RuntimeError(service.communicate()[1].strip() or "the service did not start in time") from None
            time.sleep(0.2)
