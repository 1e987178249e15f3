"""Bulk classification over real connections to a real uvicorn."""

import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from movie_classifier.client import GenreClient
from movie_classifier.errors import ApiKeyRefused, ServiceAnswerError, ServiceUnreachable
from movie_classifier.film import Film
from movie_classifier.service.settings import Settings
from movie_classifier.tables.bulk.service import DividingClient, Requests
from movie_classifier.tables.bulk.transport import Answer, Task, Transport
from movie_classifier.tables.errors import RunStopped
from tests.conftest import TINY_FILMS, serving
from tests.tables.bulk.test_run import make_rows, write_rows
from tests.tables.conftest import Run
from tests.test_client import failing_first


@contextmanager
def connect(url: str, key: str | None = None) -> Iterator[Transport]:
    yield Requests(url, 30, key, 4)


@pytest.mark.parametrize("target", ["csv.gz", "jsonl", "parquet"])
def test_a_file_has_the_same_bytes(tmp_path: Path, run: Run, service: str, small_blocks: None, target: str) -> None:
    path = write_rows(tmp_path / "in.csv", make_rows(100))
    run(path, tmp_path / f"local.{target}", scores=True)
    run(path, tmp_path / f"http.{target}", lambda: connect(service), scores=True, batch_size=3)
    for name in ("", ".rejected.jsonl"):
        local, http = (tmp_path / f"{where}.{target}{name}" for where in ("local", "http"))
        assert local.read_bytes() == http.read_bytes()


def test_failed_requests_are_repeated(tmp_path: Path, run: Run, service: str) -> None:
    path = write_rows(tmp_path / "in.csv", make_rows(50))
    run(path, tmp_path / "local.csv")
    failures: list[tuple[int, dict[str, str]]] = [(503, {"Retry-After": "1"}), (0, {}), (429, {}), (502, {}), (504, {})]
    with failing_first(failures, service) as (url, times):
        run(path, tmp_path / "http.csv", lambda: connect(url), batch_size=10)
    assert (tmp_path / "local.csv").read_bytes() == (tmp_path / "http.csv").read_bytes()
    assert len(times) == 5 + len(failures)


def test_connections_are_kept(
    tmp_path: Path, run: Run, service: str, small_blocks: None, caplog: pytest.LogCaptureFixture
) -> None:
    """Each thread has one, and so have the first question about the model and all later ones."""
    path = write_rows(tmp_path / "in.csv", make_rows(100))
    with caplog.at_level(logging.DEBUG, "urllib3.connectionpool"):
        run(path, tmp_path / "out.csv", lambda: connect(service), batch_size=3)
    messages = [record.getMessage() for record in caplog.records]
    assert sum("GET /model" in message for message in messages) > 3
    assert sum("Starting new HTTP connection" in message for message in messages) <= 4 + 2


def test_requests_that_are_too_large_are_divided(tiny_model: Path, service: str) -> None:
    films = [film for film, _ in TINY_FILMS] * 4
    with serving(Settings(model=tiny_model, max_batch_body_bytes=1_000)) as url:
        with pytest.raises(ServiceAnswerError, match="413"):
            GenreClient(url).predict(films)
        assert DividingClient(GenreClient(url)).predict(films) == GenreClient(service).predict(films)
        with pytest.raises(ServiceAnswerError, match="413"):
            DividingClient(GenreClient(url)).predict([Film("a", "b" * 1_000)])
    assert DividingClient(GenreClient(url)).predict([]) == []


def test_keys(tiny_model: Path) -> None:
    with serving(Settings(model=tiny_model, api_keys=("secret",))) as url:
        with connect(url, "secret") as transport:
            assert transport.submit(Task(["a"], ["war"]), ())().column("genre").to_pylist() == ["War"]
        for key in (None, "other"):
            with pytest.raises(ApiKeyRefused), connect(url, key) as transport:
                transport.info()


def test_nobody_there_fails_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(ServiceUnreachable), connect(url) as transport:
        transport.info()


def test_a_service_that_stops_keeps_the_finished_rows(
    tmp_path: Path, run: Run, tiny_model: Path, small_blocks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("movie_classifier.tables.bulk.service.RETRIES", 1)
    path = write_rows(tmp_path / "in.csv", make_rows(100))
    run(path, tmp_path / "local.csv")
    server = serving(Settings(model=tiny_model))
    url = server.__enter__()

    class Stopping(Requests):
        submitted = 0

        def submit(self, task: Task, labels: Sequence[str]) -> Answer:
            answer = super().submit(task, labels)
            self.submitted += 1
            if self.submitted == 25:
                answer()
                server.__exit__(None, None, None)
            return answer

    @contextmanager
    def connect_and_stop() -> Iterator[Transport]:
        yield Stopping(url, 30, None, 1)

    with pytest.raises(RunStopped, match=f"{url} cannot be reached; .* rows are finished: add --resume"):
        run(path, tmp_path / "out.csv", connect_and_stop, batch_size=3)
    run(path, tmp_path / "out.csv", resume=True)
    assert (tmp_path / "local.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()
