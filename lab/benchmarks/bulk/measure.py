"""Runs a command to its end, and measures its time and the memory of all its processes."""

import hashlib
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from lab.benchmarks.process import ProcessFailed, session_memory, started

SAMPLE_SECONDS = 0.1
"""Seconds between two samples of memory. The system keeps the peak of each process, so few are enough."""

READ_BYTES = 2**20
"""Number of bytes to read at once."""


class Measured(NamedTuple):
    """What a command took.

    Attributes:
        seconds: time from the start of its first process to the end of the last one.
        peak_mb: peak memory of its processes in MB: the largest sum of the peaks of those that ran at one time.
    """

    seconds: float
    peak_mb: float


def measure(command: Sequence[str], core: int | None, variables: Mapping[str, str], timeout_seconds: float) -> Measured:
    """Run `command` on `core`, or on all cores for None.

    Raises:
        ProcessFailed: it takes longer than `timeout_seconds`, or its exit code is not 0.
    """
    peak = 0.0
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        with started(command, core, variables, stdout=subprocess.DEVNULL, stderr=log) as process:
            while process.poll() is None:
                if time.perf_counter() - start > timeout_seconds:
                    raise ProcessFailed(command, f"took more than {timeout_seconds:g} s", "")
                peak = max(peak, session_memory(process.pid).peak)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(SAMPLE_SECONDS)
            seconds = time.perf_counter() - start
        if process.returncode:
            log.seek(0)
            said = log.read().decode(errors="replace")
            raise ProcessFailed(command, f"exit code {process.returncode}", said)
    return Measured(seconds, peak)


def file_digest(path: Path) -> str:
    """Return the SHA-256 digest of a file in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(READ_BYTES):
            digest.update(data)
    return digest.hexdigest()
