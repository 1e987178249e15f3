"""The service as a process, and what can befall one."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from benchmarks.process import memory, workers_of
from movie_classifier.server import listen
from tests.conftest import TINY_FILMS

FILM = TINY_FILMS[0][0]._asdict()
PATIENCE = 90
"""Seconds to wait for what ought to happen in one or two; machines that run tests are slow now and then."""


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_model, tmp_path / "model"))


@contextmanager
def served(folder: Path, port: int, log: Path, workers: int = 1) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """URL and process of `movie_classifier serve`, which is ended if it has not ended by itself."""
    command = [sys.executable, "-m", "movie_classifier", "serve", "--port", str(port), "--model", str(folder)]
    with log.open("w") as stream:
        process = subprocess.Popen([*command, "--workers", str(workers)], stdout=stream, stderr=stream)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: requests.get(f"{url}/health/ready", timeout=5).ok)
        yield url, process
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) is not None


def wait_until(condition) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if condition():
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not happen")


def children(process: subprocess.Popen[bytes]) -> set[int]:
    return set(workers_of(process.pid))


@contextmanager
def load(url: str, threads: int = 4) -> Iterator[Counter[int | str]]:
    """Keeps asking, each time over a new connection; counts statuses, and errors by name."""
    outcomes: Counter[int | str] = Counter()
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                outcomes[requests.post(f"{url}/genre", json=FILM, timeout=30).status_code] += 1
            except requests.RequestException as error:
                outcomes[type(error).__name__] += 1

    running = [threading.Thread(target=ask) for _ in range(threads)]
    for thread in running:
        thread.start()
    try:
        yield outcomes
    finally:
        stop.set()
        for thread in running:
            thread.join()


def test_a_killed_worker_comes_back_while_the_others_answer(folder: Path, free_port: int, tmp_path: Path) -> None:
    with served(folder, free_port, tmp_path / "log", workers=2) as (url, process):
        wait_until(lambda: len(children(process)) == 2)
        before = children(process)
        with load(url) as outcomes:
            wait_until(lambda: outcomes[200] > 20)
            os.kill(min(before), signal.SIGKILL)
            answered = outcomes[200]
            wait_until(lambda: outcomes[200] > answered + 20)
            wait_until(lambda: len(children(process)) == 2 and children(process) != before)
        # What the dead one had accepted is lost with it, and nothing else.
        assert set(outcomes) <= {200, "ConnectionError"}
        assert outcomes["ConnectionError"] <= 4


def test_what_was_accepted_is_answered_when_the_service_is_told_to_stop(
    folder: Path, free_port: int, tmp_path: Path
) -> None:
    batch = {"movies": [{**FILM, "description": "word " * 2_000}] * 100}
    answers: list[int] = []

    def ask(url: str) -> None:
        answers.append(len(requests.post(f"{url}/genres", json=batch, timeout=60).json()["predictions"]))

    with served(folder, free_port, tmp_path / "log") as (url, process):
        threads = [threading.Thread(target=ask, args=(url,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        wait_until(lambda: "movie_classifier_films_total 0.0" not in requests.get(f"{url}/metrics", timeout=30).text)
        assert not answers
        process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        with pytest.raises(requests.ConnectionError):
            requests.post(f"{url}/genre", json=FILM, timeout=5)
        assert process.wait(30) in {0, -signal.SIGTERM}
    assert answers == [100] * 3
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_all_workers_take_the_new_model_and_refuse_a_broken_one(folder: Path, free_port: int, tmp_path: Path) -> None:
    def versions() -> set[str]:
        return {requests.get(f"{url}/model", timeout=10).json()["version"] for _ in range(10)}

    with served(folder, free_port, tmp_path / "log", workers=2) as (url, process):
        wait_until(lambda: len(children(process)) == 2)
        workers = children(process)
        with load(url) as outcomes:
            wait_until(lambda: outcomes[200] > 20)
            meta = json.loads((folder / "meta.json").read_text())
            (folder / "meta.json").write_text(json.dumps(meta | {"version": "7.7.7"}))
            process.send_signal(signal.SIGHUP)
            wait_until(lambda: versions() == {"7.7.7"})
            (folder / "meta.json").write_text("{")
            process.send_signal(signal.SIGHUP)
            wait_until(lambda: (tmp_path / "log").read_text().count("model not replaced") == 2)
            assert versions() == {"7.7.7"}
        assert set(outcomes) == {200}
        assert children(process) == workers


def test_counts_of_all_workers_are_added_up(folder: Path, free_port: int, tmp_path: Path) -> None:
    with served(folder, free_port, tmp_path / "log", workers=2) as (url, _):
        for _ in range(20):
            assert requests.post(f"{url}/genre", json=FILM, timeout=10).status_code == 200
        answered = 'movie_classifier_requests_total{method="POST",route="/genre",status="200"} 20.0'
        assert all(answered in requests.get(f"{url}/metrics", timeout=10).text for _ in range(5))


def test_a_full_disk_for_logs_stops_nothing(folder: Path, free_port: int) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with served(folder, free_port, Path("/dev/full")) as (url, _):
        for _ in range(10):
            assert requests.post(f"{url}/genre", json=FILM, timeout=10).status_code == 200


def test_a_request_whose_head_has_no_end_is_cut(folder: Path, free_port: int, tmp_path: Path) -> None:
    with served(folder, free_port, tmp_path / "log") as (url, process):
        before = memory(process.pid).resident
        with socket.create_connection(("127.0.0.1", free_port), timeout=10) as connection:
            connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n")
            with pytest.raises(OSError, match=r"reset|Broken pipe"):
                for _ in range(100):
                    connection.sendall(b"A: b\r\n" * 100_000)
        assert requests.get(f"{url}/health/live", timeout=10).status_code == 200
        assert memory(process.pid).resident < before + 20


def test_answers_are_not_held_back_to_be_sent_together() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_address_that_is_taken(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "movie_classifier", "serve", "--port", str(port), "--model", str(folder)]
        result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert result.returncode == 1
    [line] = result.stderr.splitlines()
    assert f"cannot listen on 127.0.0.1 port {port}: Address already in use" in line
    assert "--port" in line
