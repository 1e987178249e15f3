"""Logging as text in a terminal, and as JSON otherwise."""

import json
import logging
import os
import pty
import re
from pathlib import Path

import pytest
import requests

from movie_classifier.errors import InvalidSetting
from movie_classifier.service.log_config import TextFormatter
from movie_classifier.service.settings import read_settings
from tests.service.process import TIMEOUT, started_service, wait_until

SECRET = {"title": "Quixotic Zebra", "description": "A zyzzyva hides a secret."}
TEXT_LINE = re.compile(r"^\d\d:\d\d:\d\d INFO: +POST /genre 200 \d+\.\d ms$")
COLOUR = "\x1b["


def serve_one_request(stderr: int, model: Path, port: int, workers: int = 1, **environment: str) -> None:
    """Run a service that logs to the file descriptor `stderr`, send one request and stop the service."""
    with started_service(model, port, stderr, workers, TERM="xterm", **environment) as (url, _):
        wait_until(lambda: requests.get(f"{url}/health/ready", timeout=TIMEOUT).ok)
        assert requests.post(f"{url}/genre", json=SECRET, timeout=TIMEOUT).ok


def log_in_terminal(model: Path, port: int, workers: int = 1, **environment: str) -> str:
    """Return what a service logs to a terminal while it starts, handles one request and stops."""
    terminal, stderr = pty.openpty()
    try:
        serve_one_request(stderr, model, port, workers, **environment)
    finally:
        os.close(stderr)
    written = b""
    try:
        while data := os.read(terminal, 65536):
            written += data
    except OSError:  # Linux raises an error once the other end is closed
        pass
    os.close(terminal)
    return written.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_text_in_a_terminal(tiny_model: Path, free_port: int, workers: int) -> None:
    log = log_in_terminal(tiny_model, free_port, workers)
    assert COLOUR in log
    plain = re.sub(r"\x1b\[\d+m", "", log).splitlines()
    assert any(TEXT_LINE.match(line) for line in plain), log
    assert any(f"listening on http://127.0.0.1:{free_port}" in line for line in plain)
    assert "Zebra" not in log


@pytest.mark.slow
def test_no_color_disables_colours(tiny_model: Path, free_port: int) -> None:
    log = log_in_terminal(tiny_model, free_port, NO_COLOR="1")
    assert COLOUR not in log
    assert any(TEXT_LINE.match(line) for line in log.splitlines()), log


@pytest.mark.slow
def test_json_in_a_terminal_if_configured(tiny_model: Path, free_port: int) -> None:
    log = log_in_terminal(tiny_model, free_port, MOVIE_CLASSIFIER_LOG_FORMAT="json")
    assert "POST" in {json.loads(line).get("method") for line in log.splitlines()}


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_json_without_a_terminal(tiny_model: Path, free_port: int, tmp_path: Path, workers: int) -> None:
    with (tmp_path / "log").open("w") as stderr:
        serve_one_request(stderr.fileno(), tiny_model, free_port, workers)
    records = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    [response] = [record for record in records if record["logger"] == "movie_classifier.service.middleware.access_log"]
    fields = {"time", "level", "logger", "message", "request_id", "method", "route", "status", "milliseconds"}
    assert set(response) == fields
    assert (response["message"], response["method"], response["route"]) == ("answered", "POST", "/genre")


@pytest.mark.slow
def test_text_without_a_terminal_has_no_colours(tiny_model: Path, free_port: int, tmp_path: Path) -> None:
    with (tmp_path / "log").open("w") as stderr:
        serve_one_request(stderr.fileno(), tiny_model, free_port, MOVIE_CLASSIFIER_LOG_FORMAT="text")
    log = (tmp_path / "log").read_text()
    assert COLOUR not in log
    assert any(TEXT_LINE.match(line) for line in log.splitlines()), log


def test_text_shows_tracebacks() -> None:
    formatter = TextFormatter("{levelprefix} {message}", style="{", use_colors=False)
    record = logging.makeLogRecord(
        {"levelname": "ERROR", "msg": "unexpected %s", "args": ("OSError",), "traceback": "T\n"}
    )
    assert formatter.format(record) == "ERROR:    unexpected OSError\nT"


def test_unknown_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIE_CLASSIFIER_LOG_FORMAT", "xml")
    with pytest.raises(InvalidSetting, match="MOVIE_CLASSIFIER_LOG_FORMAT"):
        read_settings()
