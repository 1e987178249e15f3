import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.cli.process import check_one_line, run_apart


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_serve(tiny_model: Path, free_port: int, tmp_path: Path, stop: signal.Signals, code: int) -> None:
    url = f"http://127.0.0.1:{free_port}"
    command = [sys.executable, "-m", "movie_classifier", "serve", "--port", str(free_port), "--model", str(tiny_model)]
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path) as server:
        for _ in range(300):
            if run_quietly(url):
                break
            time.sleep(0.1)
        assert requests.get(f"{url}/model", timeout=5).json()["name"] == "tiny"
        server.send_signal(stop)
        assert server.wait(timeout=10) == code
    log_lines = (tmp_path / "log").read_text()
    assert "Traceback" not in log_lines and "Abort" not in log_lines


def run_quietly(url: str) -> bool:
    try:
        return requests.get(f"{url}/health/ready", timeout=1).ok
    except requests.RequestException:
        return False


def test_serve_without_a_model(tmp_path: Path) -> None:
    check_one_line(run_apart("serve", "--model", str(tmp_path / "nowhere")), str(tmp_path / "nowhere"), "--model")


def test_serve_with_a_bad_setting() -> None:
    check_one_line(run_apart("serve", MOVIE_CLASSIFIER_MAX_BODY_BYTES="much"), "MOVIE_CLASSIFIER_MAX_BODY_BYTES")


def test_serve_a_broken_model(tiny_model: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(tiny_model, tmp_path / "broken"))
    (broken / "config.cfg").write_text("nonsense")
    check_one_line(run_apart("serve", "--model", str(broken)), str(broken), "cannot be used")


def test_serve_a_choice_of_genres_that_the_model_lacks(tiny_model: Path, tmp_path: Path) -> None:
    path = tmp_path / "genres.toml"
    path.write_text('left_out = ["Musical"]')
    result = run_apart("serve", "--model", str(tiny_model), MOVIE_CLASSIFIER_GENRES_FILE=str(path))
    check_one_line(result, str(path), "unknown genre: Musical")
