"""The service as a process: crashes, signals, workers and resource limits."""

import json
import os
import shutil
import signal
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from lab.benchmarks.memory import memory
from movie_classifier.service.server import listen
from tests.conftest import TINY_FILMS
from tests.service.process import STOP_TIMEOUT, running_service, wait_until, worker_pids
from tests.service.test_metrics import value

FILM = TINY_FILMS[0][0]._asdict()


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_model, tmp_path / "model"))


@contextmanager
def generate_load(url: str, threads: int = 4) -> Iterator[Counter[int | str]]:
    """Send requests continuously, each over a new connection. Yields a counter of statuses and exception names."""
    outcomes: Counter[int | str] = Counter()
    stop = threading.Event()

    def send_requests() -> None:
        while not stop.is_set():
            try:
                outcomes[requests.post(f"{url}/genre", json=FILM, timeout=30).status_code] += 1
            except requests.RequestException as error:
                outcomes[type(error).__name__] += 1

    running = [threading.Thread(target=send_requests) for _ in range(threads)]
    for thread in running:
        thread.start()
    try:
        yield outcomes
    finally:
        stop.set()
        for thread in running:
            thread.join()


@pytest.mark.slow
def test_a_killed_worker_is_replaced_while_the_others_serve(folder: Path, free_port: int, tmp_path: Path) -> None:
    with running_service(folder, free_port, tmp_path / "log", workers=2) as (url, process):
        wait_until(lambda: len(worker_pids(process)) == 2)
        before = worker_pids(process)
        with generate_load(url) as outcomes:
            wait_until(lambda: outcomes[200] > 20)
            os.kill(min(before), signal.SIGKILL)
            answered = outcomes[200]
            wait_until(lambda: outcomes[200] > answered + 20)
            wait_until(lambda: len(worker_pids(process)) == 2 and worker_pids(process) != before)
        # Only the connections that the killed worker had accepted are lost. requests raises ChunkedEncodingError if a
        # connection breaks in the middle of a response.
        broken = ("ConnectionError", "ChunkedEncodingError")
        assert set(outcomes) <= {200, *broken}
        assert sum(outcomes[name] for name in broken) <= 4


def test_accepted_requests_are_finished_before_the_service_stops(folder: Path, free_port: int, tmp_path: Path) -> None:
    batch = {"movies": [{**FILM, "description": "word " * 800}] * 20}
    sizes: list[int] = []

    def classify_batch(url: str) -> None:
        sizes.append(len(requests.post(f"{url}/genres", json=batch, timeout=60).json()["predictions"]))

    with running_service(folder, free_port, tmp_path / "log", MOVIE_CLASSIFIER_TIMEOUT="60") as (url, process):
        threads = [threading.Thread(target=classify_batch, args=(url,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        # Two requests have 40 films, so the third is accepted too.
        wait_until(lambda: value(url, "films_total") + value(url, "queue_length") > 40)
        process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        with pytest.raises(requests.ConnectionError):
            requests.post(f"{url}/genre", json=FILM, timeout=5)
        assert process.wait(STOP_TIMEOUT) in {0, -signal.SIGTERM}
    assert sizes == [20] * 3
    assert "Traceback" not in (tmp_path / "log").read_text()


@pytest.mark.slow
def test_all_workers_load_the_new_model_and_reject_a_broken_one(folder: Path, free_port: int, tmp_path: Path) -> None:
    def versions() -> set[str]:
        return {requests.get(f"{url}/model", timeout=10).json()["version"] for _ in range(10)}

    with running_service(folder, free_port, tmp_path / "log", workers=2) as (url, process):
        wait_until(lambda: len(worker_pids(process)) == 2)
        workers = worker_pids(process)
        with generate_load(url) as outcomes:
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
        assert worker_pids(process) == workers


@pytest.mark.slow
def test_metrics_of_all_workers_are_summed(folder: Path, free_port: int, tmp_path: Path) -> None:
    with running_service(folder, free_port, tmp_path / "log", workers=2) as (url, _):
        for _ in range(20):
            assert requests.post(f"{url}/genre", json=FILM, timeout=10).status_code == 200
        total = 'movie_classifier_requests_total{method="POST",route="/genre",status="200"} 20.0'
        assert all(total in requests.get(f"{url}/metrics", timeout=10).text for _ in range(5))


def test_the_service_works_when_logs_cannot_be_written_and_rejects_endless_headers(
    folder: Path, free_port: int, tmp_path: Path
) -> None:
    """Two tests of one process, because its start takes most of their time."""
    full = Path("/dev/full")
    with running_service(folder, free_port, full if full.exists() else tmp_path / "log") as (url, process):
        for _ in range(10):
            assert requests.post(f"{url}/genre", json=FILM, timeout=10).status_code == 200
        before = memory(process.pid).resident
        with socket.create_connection(("127.0.0.1", free_port), timeout=10) as connection:
            connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n")
            with pytest.raises(OSError, match=r"reset|Broken pipe"):
                for _ in range(100):
                    connection.sendall(b"A: b\r\n" * 100_000)
        assert requests.get(f"{url}/health/live", timeout=10).status_code == 200
        assert memory(process.pid).resident < before + 20


def test_nagle_s_algorithm_is_disabled() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
