"""Runs wrk against a server that answers with one status."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lab.benchmarks.process import Cores
from lab.benchmarks.wrk import WrkFailed, drive, write_bodies

pytestmark = pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")


@contextmanager
def answering(status: int) -> Iterator[tuple[int, set[bytes]]]:
    """Yield the port of a server, and the bodies that it has got. Without a status, it closes the connection."""
    bodies = set[bytes]()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.add(self.rfile.read(int(self.headers["Content-Length"])))
            if status:
                self.send_response(status)
                self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        try:
            yield server.server_address[1], bodies
        finally:
            server.shutdown()


@pytest.mark.slow
def test_what_is_measured(tmp_path: Path) -> None:
    for status, bad in ((200, False), (503, True)):
        with answering(status) as (port, bodies):
            file = write_bodies(tmp_path / "bodies", [b"one", b"two"])
            measured = drive(port, "/", file, connections=2, seconds=1, core=Cores.choose().load)
        assert bodies == {b"one", b"two"}
        assert 0 < measured["p50"] <= measured["p99"]
        assert measured["requests"] > 0 and measured["per_second"] > 0
        assert bool(measured["bad_statuses"]) == bad


@pytest.mark.slow
def test_percentiles_without_responses_are_refused(tmp_path: Path) -> None:
    with answering(0) as (port, _), pytest.raises(WrkFailed, match="no request was answered"):
        drive(port, "/", write_bodies(tmp_path / "bodies", [b"one"]), 1, 1, Cores.choose().load)
