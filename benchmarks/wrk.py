"""Drives a server with wrk, and reads what wrk says of it."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import LOOPBACK, output_of
from movie_classifier.errors import MovieClassifierError

SCRIPT = Path(__file__).with_name("post.lua")

TIMEOUT = 60
"""Seconds that an answer may take; the slowest servers need some with 64 connections, and this is no test of wrk's
own two."""

_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0, "h": 3_600_000.0}
_REQUESTS = re.compile(r"^\s*(\d+) requests in ([\d.]+)(us|ms|s|m|h),", re.MULTILINE)
_PERCENTILE = r"^\s*{}%\s+([\d.]+)(us|ms|s|m|h)\s*$"
_SOCKET_ERRORS = re.compile(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")
_BAD_STATUSES = re.compile(r"Non-2xx or 3xx responses: (\d+)")


class WrkFailed(MovieClassifierError):
    """wrk is not there, or did not say what it should."""


@dataclass(frozen=True)
class Measurement:
    """What wrk measured.

    Attributes:
        requests: that were answered.
        per_second: requests a second.
        p50, p99: milliseconds to an answer.
        bad_statuses: answers that are neither 2xx nor 3xx.
        socket_errors: connections that could not be made, read from or written to, and answers that took too long.
    """

    requests: int
    per_second: float
    p50: float
    p99: float
    bad_statuses: int
    socket_errors: int

    @property
    def failures(self) -> int:
        """Requests that did not go well."""
        return self.bad_statuses + self.socket_errors


def require_wrk() -> None:
    """See that wrk is there.

    Raises:
        WrkFailed: it is not.
    """
    if shutil.which("wrk") is None:
        raise WrkFailed("this needs wrk (https://github.com/wg/wrk; Debian, Ubuntu: apt install wrk)")


def drive(port: int, path: str, bodies: Path, connections: int, seconds: int, core: int) -> Measurement:
    """Post the lines of the file `bodies` to `path` for some seconds, from one thread on `core`.

    Raises:
        ProcessFailed, WrkFailed: wrk did not do it.
    """
    options = [f"-c{connections}", f"-d{seconds}s", f"--timeout={TIMEOUT}s", "--latency", f"--script={SCRIPT}"]
    command = ["wrk", "-t1", *options, f"http://{LOOPBACK}:{port}{path}", "--", str(bodies)]
    return parse(output_of(command, core, patience=seconds + TIMEOUT))


def write_bodies(path: Path, bodies: Sequence[bytes]) -> Path:
    """Write what `drive` reads; no body may have a line break."""
    path.write_bytes(b"\n".join(bodies) + b"\n")
    return path


def parse(text: str) -> Measurement:
    """Read what `wrk --latency` prints.

    Raises:
        WrkFailed: it is something else, or nothing was answered.
    """
    requests, p50, p99 = (
        re.search(pattern, text, re.MULTILINE)
        for pattern in (_REQUESTS.pattern, _PERCENTILE.format(50), _PERCENTILE.format(99))
    )
    if requests is None or p50 is None or p99 is None:
        raise WrkFailed(f"wrk said something unexpected:\n{text}")
    if not int(requests[1]):  # it gives percentiles even then
        raise WrkFailed(f"not a single request was answered:\n{text}")
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
