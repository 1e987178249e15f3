"""Starts processes on one CPU core each, measures them, and always stops them. Linux only."""

import http.client
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO, NamedTuple

from lab.benchmarks.memory import Memory, memory, workers_of
from movie_classifier.errors import MovieClassifierError

ROOT = Path(__file__).parent.parent.parent
LOOPBACK = "127.0.0.1"

VARIABLES = {
    **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "NUMEXPR")},
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
}
"""Environment variables: one thread in every library, and no downloads of models."""

GRACE_SECONDS = 15
"""Seconds that a process may take to stop. The service lets running requests finish for eight."""


class ProcessFailed(MovieClassifierError):
    """Raised when a process ends unexpectedly, or does not become ready."""

    def __init__(self, command: Sequence[str], problem: str, said: str) -> None:
        last_lines = "\n".join(said.strip().splitlines()[-5:])
        super().__init__(f"{' '.join(command)}: {problem}\n{last_lines}")


class Cores(NamedTuple):
    """CPU cores for the server under test and for the load generator."""

    server: int
    load: int

    @classmethod
    def choose(cls) -> "Cores":
        """Choose two cores of this process; the same one twice if there is only one."""
        usable = sorted(os.sched_getaffinity(0))
        return cls(usable[0], usable[-1])


@dataclass(frozen=True)
class Server:
    """A server that is ready.

    Attributes:
        seconds_to_ready: time from the start of the process to the first 200 of `/health/ready`.
    """

    process: subprocess.Popen[bytes]
    port: int
    seconds_to_ready: float

    def processes(self) -> list[int]:
        """Return the ids of the process and its workers, without multiprocessing's resource tracker."""
        return [self.process.pid, *workers_of(self.process.pid)]

    def memory(self) -> Memory:
        """Return the total resident memory of the process tree."""
        each = [memory(pid) for pid in self.processes()]
        return Memory(sum(one.resident for one in each), sum(one.peak for one in each))


@contextmanager
def serving(
    command: Sequence[str], core: int, variables: Mapping[str, str] | None = None, timeout_seconds: float = 60
) -> Iterator[Server]:
    """Start a server with `command`, `--host` and `--port`, and wait until it is ready.

    Raises:
        ProcessFailed: the server ended, or was not ready after `timeout_seconds`.
    """
    port = _free_port()
    command = [*command, "--host", LOOPBACK, "--port", str(port)]
    with tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        with started(command, core, variables, stdout=log, stderr=log) as process:
            while not _is_ready(port):
                late = time.perf_counter() - start > timeout_seconds
                if late or process.poll() is not None:
                    raise ProcessFailed(
                        command, f"not ready in {timeout_seconds:g} s" if late else "has ended", _read(log)
                    )
                time.sleep(0.01)
            try:
                yield Server(process, port, time.perf_counter() - start)
            finally:  # replaces the caller's exception, which follows from this one
                if process.poll() is not None:
                    raise ProcessFailed(command, f"has ended with {process.returncode}", _read(log))


class Finished(NamedTuple):
    """A process that has ended.

    Attributes:
        code: its exit code; negative for a signal.
        seconds: time from its start to its end.
        printed, said: its standard output and standard error.
    """

    code: int
    seconds: float
    printed: str
    said: str


def run_to_end(
    command: Sequence[str],
    core: int | None,
    timeout_seconds: float,
    variables: Mapping[str, str] | None = None,
    watch: Callable[[subprocess.Popen[bytes]], None] = lambda _: None,
    interval: float = 0.1,
    code: int = 0,
) -> Finished:
    """Run `command` on `core`, or on all cores for None.

    Args:
        command: the command.
        core: the core.
        timeout_seconds: seconds that it may take.
        variables: environment variables.
        watch: called every `interval` seconds while it runs.
        interval: see `watch`.
        code: its expected exit code; negative for the signal with which `watch` kills it.

    Raises:
        ProcessFailed: it takes longer than `timeout_seconds`, or its exit code is another one.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as log:
        start = time.perf_counter()
        with started(command, core, variables, stdout=output, stderr=log) as process:
            while process.poll() is None:
                if time.perf_counter() - start > timeout_seconds:
                    raise ProcessFailed(command, f"took more than {timeout_seconds:g} s", "")
                watch(process)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(interval)
            finished = Finished(process.returncode, time.perf_counter() - start, _read(output), _read(log))
    if finished.code != code:
        problem = "ended before it was killed" if code < 0 else f"exit code {finished.code}"
        raise ProcessFailed(command, problem, finished.printed + finished.said)
    return finished


@contextmanager
def started(
    command: Sequence[str],
    core: int | None,
    variables: Mapping[str, str] | None = None,
    stdout: IO[bytes] | int | None = None,
    stderr: IO[bytes] | int | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Start `command` on `core`, or on all cores for None, in a session that is stopped at the end of the context.

    `MOVIE_CLASSIFIER_*` variables are not inherited, so that the service runs with its defaults and `variables`.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MOVIE_CLASSIFIER_")}
    environment = inherited | VARIABLES | dict(variables or {})
    with nullcontext() if core is None else on_core(core):
        process = subprocess.Popen(  # noqa: S603 - the commands are those of this package
            command, cwd=ROOT, env=environment, start_new_session=True, stdout=stdout, stderr=stderr
        )
    try:
        yield process
    finally:
        _end(process)


@contextmanager
def on_core(core: int) -> Iterator[None]:
    """Run on `core` inside this context. Processes that are started here stay on it."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        return int(free.getsockname()[1])


def _read(log: IO[bytes]) -> str:
    log.seek(0)
    return log.read().decode(errors="replace")
