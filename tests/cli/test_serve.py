import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import requests

from tests.cli.process import check_one_line, run


def test_serve(tiny_model: Path, free_port: int, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port}"
    command = [sys.executable, "-m", "movie_classifier", "serve", "--port", str(free_port), "--model", str(tiny_model)]
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=tmp_path) as server:
        for _ in range(300):
            if run_quietly(url):
                break
            time.sleep(0.1)
        assert requests.get(f"{url}/model", timeout=5).json()["name"] == "tiny"
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=10)
    assert "Traceback" not in (tmp_path / "log").read_text()


def run_quietly(url: str) -> bool:
    try:
        return requests.get(f"{url}/health/ready", timeout=1).ok
    except requests.RequestException:
        return False


def test_serve_without_a_model(tmp_path: Path) -> None:
    check_one_line(run("serve", "--model", str(tmp_path / "nowhere")), str(tmp_path / "nowhere"), "--model")


def test_serve_with_a_bad_setting() -> None:
    check_one_line(run("serve", MOVIE_CLASSIFIER_MAX_BODY_BYTES="much"), "MOVIE_CLASSIFIER_MAX_BODY_BYTES")


def test_serve_a_broken_model(tiny_model: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(tiny_model, tmp_path / "broken"))
    (broken / "config.cfg").write_text("nonsense")
    check_one_line(run("serve", "--model", str(broken)), str(broken), "cannot be used")
