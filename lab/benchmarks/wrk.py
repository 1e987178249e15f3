"""Runs wrk. Its script `post.lua` prints the measurements as JSON."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lab.benchmarks.process import LOOPBACK, run_to_end
from movie_classifier.errors import MovieClassifierError

SCRIPT = Path(__file__).with_name("post.lua")

TIMEOUT = 60
"""Seconds that a response may take. wrk's own limit of two is too low for the slowest servers at 64 connections."""


class WrkFailed(MovieClassifierError):
    """Raised when wrk is not installed, or when no request was answered."""


def require_wrk() -> None:
    """Check that wrk is installed.

    Raises:
        WrkFailed: wrk is not installed.
    """
    if shutil.which("wrk") is None:
        raise WrkFailed("this needs wrk (https://github.com/wg/wrk; Debian, Ubuntu: apt install wrk)")


def drive(port: int, path: str, bodies: Path, connections: int, seconds: int, core: int) -> dict[str, Any]:
    """Post the lines of the file `bodies` to `path` for `seconds`, from one thread on `core`.

    Returns:
        `requests`: number of responses, and `per_second`; `p50` and `p99`: response times in milliseconds;
        `bad_statuses`: responses that are neither 2xx nor 3xx; `socket_errors`: errors of connecting, reading and
        writing, and timeouts.

    Raises:
        ProcessFailed, WrkFailed: wrk failed.
    """
    options = [f"-c{connections}", f"-d{seconds}s", f"--timeout={TIMEOUT}s", f"--script={SCRIPT}"]
    command = ["wrk", "-t1", *options, f"http://{LOOPBACK}:{port}{path}", "--", str(bodies)]
    printed = run_to_end(command, core, seconds + TIMEOUT).printed
    measured: dict[str, Any] = json.loads(printed.splitlines()[-1])
    if not measured["requests"]:
        raise WrkFailed(f"no request was answered:\n{printed}")
    return {"per_second": measured["requests"] / measured.pop("seconds"), **measured}


def write_bodies(path: Path, bodies: Sequence[bytes]) -> Path:
    """Write the request bodies for `drive`, one on each line. A body must not contain a line break."""
    path.write_bytes(b"\n".join(bodies) + b"\n")
    return path
