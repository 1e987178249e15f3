import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from movie_classifier.service.reload_signal import unblock_reload_signal
from tests.cli.process import check_one_line, run, run_apart
from tests.service.process import STOP_TIMEOUT, TIMEOUT, wait_until


@pytest.fixture
def reload_signal() -> Iterator[None]:
    """`serve` blocks this signal in the present thread: the test ends the block."""
    yield
    unblock_reload_signal()


@pytest.mark.parametrize(
    ("stop", "code"),
    [(signal.SIGINT, 0), pytest.param(signal.SIGTERM, -signal.SIGTERM, marks=pytest.mark.slow)],
)
def test_serve(tiny_model: Path, free_port: int, tmp_path: Path, stop: signal.Signals, code: int) -> None:
    url = f"http://127.0.0.1:{free_port}"
    command = [sys.executable, "-m", "movie_classifier", "serve", "--port", str(free_port), "--model", str(tiny_model)]
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path) as server:
        wait_until(lambda: requests.get(f"{url}/health/ready", timeout=TIMEOUT).ok)
        assert requests.get(f"{url}/model", timeout=TIMEOUT).json()["name"] == "tiny"
        server.send_signal(stop)
        assert server.wait(STOP_TIMEOUT) == code
    log_lines = (tmp_path / "log").read_text()
    assert "Traceback" not in log_lines and "Abort" not in log_lines


def test_serve_without_a_model(tmp_path: Path) -> None:
    check_one_line(run_apart("serve", "--model", str(tmp_path / "nowhere")), str(tmp_path / "nowhere"), "--model")


@pytest.mark.usefixtures("reload_signal")
def test_serve_with_a_bad_setting() -> None:
    check_one_line(run("serve", MOVIE_CLASSIFIER_MAX_BODY_BYTES="much"), "MOVIE_CLASSIFIER_MAX_BODY_BYTES")


@pytest.mark.usefixtures("reload_signal")
def test_serve_a_broken_model(tiny_model: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(tiny_model, tmp_path / "broken"))
    (broken / "config.cfg").write_text("nonsense")
    check_one_line(run("serve", "--model", str(broken)), str(broken), "cannot be used")


@pytest.mark.usefixtures("reload_signal")
def test_serve_a_choice_of_genres_that_the_model_lacks(tiny_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "genres.toml"
    path.write_text('left_out = ["Musical"]')
    result = run("serve", "--model", str(tiny_model), MOVIE_CLASSIFIER_GENRES_FILE=str(path))
    check_one_line(result, str(path), "unknown genre: Musical")


@pytest.mark.usefixtures("reload_signal")
def test_serve_without_the_poster_model_that_the_settings_name(tiny_model: Path, tmp_path: Path) -> None:
    models = {"MOVIE_CLASSIFIER_MODEL": str(tiny_model), "MOVIE_CLASSIFIER_POSTER_MODEL": str(tmp_path)}
    check_one_line(run("serve", "--port", "0", **models), f"no poster model in {tmp_path}", "poster-model")


@pytest.mark.usefixtures("reload_signal")
def test_serve_at_an_address_in_use(tiny_model: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = run("serve", "--port", str(port), "--model", str(tiny_model))
    check_one_line(result, f"cannot listen on 127.0.0.1 port {port}: Address already in use", "--port")
