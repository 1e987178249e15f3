"""Runs `movie_classifier serve` as a process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from lab.benchmarks.memory import workers_of

TIMEOUT = 90
"""Seconds to wait for events that usually take one or two. Machines that run tests can be slow."""

STOP_TIMEOUT = 30
"""Seconds that Kubernetes waits after `SIGTERM`."""


@contextmanager
def started_service(
    folder: Path, port: int, stderr: Any, workers: int = 1, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start the service, yield its URL and process at once, and stop it at the end if it still runs."""
    command = [sys.executable, "-m", "movie_classifier", "serve", "--port", str(port), "--model", str(folder)]
    process = subprocess.Popen(
        [*command, "--workers", str(workers)], stdout=subprocess.DEVNULL, stderr=stderr, env=os.environ | environment
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_TIMEOUT)
        finally:
            process.kill()
            process.wait()


@contextmanager
def running_service(
    folder: Path, port: int, log: Path, workers: int = 1, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start the service with a log file, wait until it is ready, yield its URL and process, and stop it at the end."""
    with log.open("w") as stderr, started_service(folder, port, stderr, workers, **environment) as (url, process):
        wait_until(lambda: requests.get(f"{url}/health/ready", timeout=5).ok)
        yield url, process


def wait_until(condition: Callable[[], object]) -> None:
    """Poll `condition` until it is true; fail after `TIMEOUT`. Failed requests count as false."""
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except requests.RequestException:
            pass
        time.sleep(0.05)
    raise AssertionError("timeout while waiting for a condition")


def worker_pids(process: subprocess.Popen[bytes]) -> set[int]:
    """Return the ids of the workers of a service."""
    return set(workers_of(process.pid))
