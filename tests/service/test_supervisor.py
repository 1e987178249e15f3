"""The supervisor: signals in every state of its workers."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import requests

from tests.service.process import STOP_TIMEOUT, running_service, wait_until, worker_pids


class Service(NamedTuple):
    """A service with two workers that are ready."""

    url: str
    process: subprocess.Popen[bytes]
    folder: Path
    log: Path

    def kill_worker(self) -> int:
        """Kill one of the workers, and return the id of the one that takes its place, as soon as it has one."""
        before = worker_pids(self.process)
        os.kill(min(before), signal.SIGKILL)
        wait_until(lambda: len(worker_pids(self.process) - before) == 1)
        [new] = worker_pids(self.process) - before
        return new

    def block_loading(self) -> int:
        """Make the next worker wait for the content of a file of the model, and return the end that writes it."""
        words = self.folder / "vocab" / "strings.json"
        words.unlink()
        os.mkfifo(words)
        self.kill_worker()
        return os.open(words, os.O_WRONLY)  # waits for the worker

    def ready_workers(self) -> int:
        """Return the number of workers that the log says have loaded the model, since the start."""
        return self.log.read_text().count("Application startup complete")

    def stop(self) -> None:
        """Send `SIGTERM`, and check that the supervisor and all workers end in time."""
        workers = worker_pids(self.process)
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(STOP_TIMEOUT) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


@pytest.fixture
def service(tiny_model: Path, free_port: int, tmp_path: Path) -> Iterator[Service]:
    folder, log = Path(shutil.copytree(tiny_model, tmp_path / "model")), tmp_path / "log"
    with running_service(folder, free_port, log, workers=2) as (url, process):
        running = Service(url, process, folder, log)
        wait_until(lambda: running.ready_workers() == 2)
        yield running


def kill_all(service: Service) -> None:
    for pid in worker_pids(service.process):
        os.kill(pid, signal.SIGKILL)


def stop_one_with_a_signal(service: Service) -> None:
    os.kill(min(worker_pids(service.process)), signal.SIGSTOP)


STATES: dict[str, Callable[[Service], object]] = {
    "ready": lambda service: None,
    "starting": Service.kill_worker,
    "loading": Service.block_loading,
    "dead": kill_all,
    "stopped": stop_one_with_a_signal,
}


@pytest.mark.parametrize(
    "state", [state if state == "ready" else pytest.param(state, marks=pytest.mark.slow) for state in STATES]
)
def test_sigterm_ends_the_service_in_time(service: Service, state: str) -> None:
    STATES[state](service)
    service.stop()


@pytest.mark.slow
def test_a_reload_reaches_a_worker_that_starts(service: Service) -> None:
    new = service.kill_worker()
    for _ in range(20):
        os.kill(new, signal.SIGHUP)
    service.process.send_signal(signal.SIGHUP)
    wait_until(lambda: service.ready_workers() == 3)
    wait_until(lambda: service.log.read_text().count("model unchanged") >= 2)
    assert new in worker_pids(service.process)


@pytest.mark.slow
def test_a_worker_reloads_what_changed_while_it_loaded(service: Service) -> None:
    words, meta = service.folder / "vocab" / "strings.json", service.folder / "meta.json"
    content = words.read_bytes()
    writer = service.block_loading()
    words.unlink()
    words.write_bytes(content)
    meta.write_text(json.dumps(json.loads(meta.read_text()) | {"version": "7.7.7"}))
    service.process.send_signal(signal.SIGHUP)
    wait_until(lambda: service.log.read_text().count("model replaced") == 1)  # in the other worker
    with os.fdopen(writer, "wb") as stream:
        stream.write(content)
    wait_until(lambda: service.ready_workers() == 3)
    wait_until(lambda: service.log.read_text().count("model replaced") == 2)


@pytest.mark.slow
def test_workers_can_be_replaced_added_and_removed(service: Service) -> None:
    """One service for all three, because starting it takes most of the time. The killed worker was still starting."""
    os.kill(service.kill_worker(), signal.SIGKILL)
    wait_until(lambda: service.ready_workers() == 3)
    assert len(worker_pids(service.process)) == 2
    service.process.send_signal(signal.SIGTTIN)
    wait_until(lambda: service.ready_workers() == 4)
    assert len(worker_pids(service.process)) == 3
    service.process.send_signal(signal.SIGTTOU)
    wait_until(lambda: len(worker_pids(service.process)) == 2)
    assert requests.get(f"{service.url}/health/ready", timeout=10).ok
