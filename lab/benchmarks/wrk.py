"""Runs wrk, and parses its output."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.benchmarks.process import LOOPBACK, output_of
from movie_classifier.errors import MovieClassifierError

SCRIPT = Path(__file__).with_name("post.lua")

TIMEOUT = 60
"""Seconds that a response may take. wrk's own limit of two is too low for the slowest servers at 64 connections."""

_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0, "h": 3_600_000.0}
_REQUESTS = re.compile(r"^\s*(\d+) requests in ([\d.]+)(us|ms|s|m|h),", re.MULTILINE)
_PERCENTILE = r"^\s*{}%\s+([\d.]+)(us|ms|s|m|h)\s*$"
_SOCKET_ERRORS = re.compile(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")
_BAD_STATUSES = re.compile(r"Non-2xx or 3xx responses: (\d+)")


class WrkFailed(MovieClassifierError):
    """Raised when wrk is not installed, or when its output cannot be parsed."""


@dataclass(frozen=True)
class Measurement:
    """A measurement by wrk.

    Attributes:
        requests: number of responses.
        per_second: requests per second.
        p50, p99: response time in milliseconds.
        bad_statuses: responses that are neither 2xx nor 3xx.
        socket_errors: errors of connecting, reading and writing, and timeouts.
    """

    requests: int
    per_second: float
    p50: float
    p99: float
    bad_statuses: int
    socket_errors: int

    @property
    def failures(self) -> int:
        """Number of failed requests."""
        return self.bad_statuses + self.socket_errors


def require_wrk() -> None:
    """Check that wrk is installed.

    Raises:
        WrkFailed: wrk is not installed.
    """
    if shutil.which("wrk") is None:
        raise WrkFailed("this needs wrk (https://github.com/wg/wrk; Debian, Ubuntu: apt install wrk)")


def drive(port: int, path: str, bodies: Path, connections: int, seconds: int, core: int) -> Measurement:
    """Post the lines of the file `bodies` to `path` for `seconds`, from one thread on `core`.

    Raises:
        ProcessFailed, WrkFailed: wrk failed.
    """
    options = [f"-c{connections}", f"-d{seconds}s", f"--timeout={TIMEOUT}s", "--latency", f"--script={SCRIPT}"]
    command = ["wrk", "-t1", *options, f"http://{LOOPBACK}:{port}{path}", "--", str(bodies)]
    return parse(output_of(command, core, timeout_seconds=seconds + TIMEOUT))


def write_bodies(path: Path, bodies: Sequence[bytes]) -> Path:
    """Write the request bodies for `drive`, one on each line. A body must not contain a line break."""
    path.write_bytes(b"\n".join(bodies) + b"\n")
    return path


def parse(text: str) -> Measurement:
    """Parse the output of `wrk --latency`.

    Raises:
        WrkFailed: the output has another format, or no request was answered.
    """
    requests, p50, p99 = (
        re.search(pattern, text, re.MULTILINE)
        for pattern in (_REQUESTS.pattern, _PERCENTILE.format(50), _PERCENTILE.format(99))
    )
    if requests is None or p50 is None or p99 is None:
        raise WrkFailed(f"the output of wrk has an unknown format:\n{text}")
    if not int(requests[1]):  # wrk prints percentiles even then
        raise WrkFailed(f"no request was answered:\n{text}")
    seconds = _milliseconds(requests[2], requests[3]) / 1_000
    socket_errors, bad_statuses = _SOCKET_ERRORS.search(text), _BAD_STATUSES.search(text)
    return Measurement(
        requests=int(requests[1]),
        per_second=int(requests[1]) / seconds,
        p50=_milliseconds(p50[1], p50[2]),
        p99=_milliseconds(p99[1], p99[2]),
        bad_statuses=int(bad_statuses[1]) if bad_statuses else 0,
        socket_errors=sum(map(int, socket_errors.groups())) if socket_errors else 0,
    )


def _milliseconds(number: str, unit: str) -> float:
    return float(number) * _MILLISECONDS[unit]
