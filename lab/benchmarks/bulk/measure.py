"""Runs a command to its end, and measures its time and the memory of all its processes."""

import hashlib
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from lab.benchmarks.memory import session_memory
from lab.benchmarks.process import run_to_end


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
    peaks = [0.0]

    def watch(process: subprocess.Popen[bytes]) -> None:  # the system keeps the peak, so few samples are enough
        peaks.append(session_memory(process.pid).peak)

    finished = run_to_end(command, core, timeout_seconds, variables, watch)
    return Measured(finished.seconds, max(peaks))


def file_digest(path: Path) -> str:
    """Return the SHA-256 digest of a file in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(2**20):
            digest.update(data)
    return digest.hexdigest()
