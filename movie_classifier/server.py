"""Starts uvicorn with the API: one process, or several under a supervisor."""

import logging
import os
import signal
import socket
import tempfile
from contextlib import suppress

import uvicorn
from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.supervisors import Multiprocess

from movie_classifier.api.app import create_app
from movie_classifier.api.log_config import log_config
from movie_classifier.api.metrics import DIRECTORY
from movie_classifier.api.reload import SUPERVISOR, load_checked
from movie_classifier.errors import AddressUnusable
from movie_classifier.settings import read_settings

logger = logging.getLogger(__name__)

GRACE_SECONDS = 8
"""How long a server that was told to stop lets its requests finish; container runtimes kill after ten."""

BACKLOG = 2048
"""Connections that the system keeps until they are accepted."""

PROTOCOL = "h11"
"""Which ends a request whose head is over 64 kB. httptools, which uvicorn prefers where it is installed, reads a third
more requests, and heads without end: 60 MB of headers took 1.2 GB of memory."""

STARTUP_SECONDS = 60
"""How long a worker may be silent before the supervisor starts another; on a busy machine imports alone take some."""


def run(host: str, port: int, workers: int) -> None:
    """Serve until a signal ends it.

    Raises:
        InvalidSetting: a `MOVIE_CLASSIFIER_*` variable cannot be used.
        ModelNotFound, ModelBroken: the pipeline that the settings name is not there, or does not load.
        AddressUnusable: the address is taken, is not this machine's, or is no address.
    """
    settings = read_settings()
    # Here, so that what is wrong with it is said in one line. Several workers load it each for itself.
    loaded = [load_checked(settings.model)]
    app: FastAPI | str = create_app(settings, loaded.pop)
    if workers > 1:
        app = "movie_classifier.api:app"
        loaded.clear()
    listener = listen(host, port)
    config = uvicorn.Config(
        app, host=host, port=port, workers=workers, http=PROTOCOL, server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS, timeout_worker_healthcheck=STARTUP_SECONDS,
        access_log=False, log_level=settings.log_level, log_config=log_config(settings.log_level),
    )  # fmt: skip
    logger.info("listening on http://%s:%d", host, listener.getsockname()[1])  # uvicorn says so of its own sockets only
    if workers == 1:
        uvicorn.Server(config).run(sockets=[listener])
        return
    os.environ[SUPERVISOR] = str(os.getpid())
    with tempfile.TemporaryDirectory(prefix="movie_classifier_metrics_") as folder:
        os.environ[DIRECTORY] = folder
        Supervisor(config, sockets=[listener]).run()


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections, and hands answers out at once.

    Raises:
        AddressUnusable: the address is taken, is not this machine's, or is no address.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        raise AddressUnusable(host, port, error.strerror or str(error)) from error
    # asyncio does so only for sockets that name their protocol, and Nagle's algorithm delays every answer by 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.set_inheritable(True)
    return listener


class Supervisor(Multiprocess):
    """Uvicorn's, which starts workers anew that die; this one lets them live when the model is to be read again."""

    def handle_hup(self) -> None:
        """Hand the signal on: each worker loads the new model beside the old one."""
        for process in self.processes:
            if process.pid:
                with suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGHUP)

    def keep_subprocess_alive(self) -> None:
        """Start workers anew, and forget the gauges of those that have died."""
        before = {process.pid for process in self.processes}
        super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            mark_process_dead(pid)  # type: ignore[no-untyped-call]
