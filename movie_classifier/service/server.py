"""Starts uvicorn with the API: one process, or a supervisor with several workers."""

import logging
import os
import socket
import tempfile

import uvicorn

from movie_classifier.choice.genres_file import read_genres_file
from movie_classifier.errors import AddressUnusable
from movie_classifier.poster.loading import load_poster_model
from movie_classifier.service.api.app import create_app
from movie_classifier.service.http_protocol import make_protocol
from movie_classifier.service.inference.reload import SUPERVISOR_PID_VARIABLE, load_and_check
from movie_classifier.service.log_config import log_config
from movie_classifier.service.metrics import MULTIPROCESS_DIRECTORY_VARIABLE
from movie_classifier.service.settings import read_settings
from movie_classifier.service.supervisor import Supervisor

logger = logging.getLogger(__name__)

GRACE_SECONDS = 8
"""Seconds that running requests may take after a stop signal. Container runtimes kill a process after ten."""

BACKLOG = 2048
"""Connections that the system queues until the server accepts them."""

WORKER_STARTUP_SECONDS = 60
"""Seconds that a worker may take to respond before the supervisor replaces it. Imports are slow on a busy machine."""


def run(host: str, port: int, workers: int) -> None:
    """Serve until a signal stops the server.

    Raises:
        InvalidSetting: a `MOVIE_CLASSIFIER_*` variable is invalid.
        ModelError: a model of the settings is missing, or cannot be loaded.
        InvalidChoice: the file with the choice of genres cannot be used.
        MissingExtra: the extra `poster` is not installed, and the settings name a poster model.
        AddressUnusable: the address is in use, belongs to another machine, or is invalid.
    """
    settings = read_settings()
    # Models and files are checked here, so that an error is one line. Each of several workers loads its own copies.
    classifier = load_and_check(settings.model)
    if settings.poster_model is not None:
        load_poster_model(settings.poster_model, classifier.info)
    if settings.genres_file is not None:
        read_genres_file(settings.genres_file).for_model(classifier.info)
    app = create_app(settings, classifier) if workers == 1 else "movie_classifier.service.api.app:create_app"
    del classifier  # a reload has to free it
    listener = listen(host, port)
    config = uvicorn.Config(
        app, factory=workers > 1, host=host, port=port, workers=workers, http=make_protocol(settings.body_timeout),
        server_header=False, timeout_graceful_shutdown=GRACE_SECONDS, timeout_worker_healthcheck=WORKER_STARTUP_SECONDS,
        access_log=False, log_level=settings.log_level, log_config=log_config(settings.log_level, settings.log_format),
    )  # fmt: skip
    logger.info("listening on http://%s:%d", host, listener.getsockname()[1])  # uvicorn only logs sockets that it opens
    if workers == 1:
        uvicorn.Server(config).run(sockets=[listener])
        return
    os.environ[SUPERVISOR_PID_VARIABLE] = str(os.getpid())
    with tempfile.TemporaryDirectory(prefix="movie_classifier_metrics_") as folder:
        os.environ[MULTIPROCESS_DIRECTORY_VARIABLE] = folder
        Supervisor(config, sockets=[listener]).run()


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket without Nagle's algorithm.

    Raises:
        AddressUnusable: the address is in use, belongs to another machine, or is invalid.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise AddressUnusable(host, port, error.strerror or str(error)) from error
    # asyncio sets this only on sockets that name their protocol. Nagle's algorithm delays every response by 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.set_inheritable(True)
    return listener
