import asyncio
import json
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from movie_classifier.classifier import GenreClassifier
from movie_classifier.service.inference.batching import BatchedInference
from movie_classifier.service.inference.reload import SUPERVISOR_PID_VARIABLE, Reloader
from movie_classifier.service.metrics import Metrics
from movie_classifier.service.settings import Settings
from tests.conftest import TINY_FILMS, serving
from tests.service.api.test_bad_input import check_error

FILM = TINY_FILMS[0][0]._asdict()
KEY = {"Authorization": "Bearer key"}


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_model, tmp_path / "model"))


@pytest.fixture
def reloadable(folder: Path) -> Iterator[str]:
    with serving(Settings(model=folder, api_keys="key")) as url:  # type: ignore[arg-type]
        yield url


def set_version(folder: Path, version: str) -> None:
    meta = json.loads((folder / "meta.json").read_text())
    (folder / "meta.json").write_text(json.dumps(meta | {"version": version}))


@pytest.mark.slow
def test_no_request_fails_while_the_model_is_replaced(reloadable: str, folder: Path) -> None:
    statuses: list[int] = []
    stop = threading.Event()

    def send_requests() -> None:
        with requests.Session() as session:
            while not stop.is_set():
                statuses.append(session.post(f"{reloadable}/genre", json=FILM, headers=KEY, timeout=10).status_code)

    threads = [threading.Thread(target=send_requests) for _ in range(4)]
    for thread in threads:
        thread.start()
    for version in ("1.0.1", "1.0.2", "1.0.3"):
        set_version(folder, version)
        answer = requests.post(f"{reloadable}/model/reload", headers=KEY, timeout=30)
        assert answer.json()["version"] == version
        assert requests.get(f"{reloadable}/model", headers=KEY, timeout=10).json()["version"] == version
    stop.set()
    for thread in threads:
        thread.join()
    assert set(statuses) == {200}
    assert f'version="{version}"}} 1.0' in requests.get(f"{reloadable}/metrics", headers=KEY, timeout=10).text


@pytest.mark.parametrize("damage", ["truncated", "missing", "not finite"])
def test_a_broken_model_is_rejected_and_the_current_one_keeps_serving(
    reloadable: str, folder: Path, damage: str
) -> None:
    before = requests.post(f"{reloadable}/genre", json=FILM, headers=KEY, timeout=10).json()
    set_version(folder, "9.9.9")
    weights = folder / "textcat_multilabel" / "model"
    if damage == "missing":
        shutil.rmtree(folder)
    elif damage == "truncated":
        weights.write_bytes(weights.read_bytes()[:100])
    else:
        content = weights.read_bytes()
        weights.write_bytes(content[:-4000] + b"\xff" * 4000)
    answer = requests.post(f"{reloadable}/model/reload", headers=KEY, timeout=30)
    assert str(folder) in check_error(answer, 409)["detail"]
    assert requests.get(f"{reloadable}/model", headers=KEY, timeout=10).json()["version"] != "9.9.9"
    assert requests.post(f"{reloadable}/genre", json=FILM, headers=KEY, timeout=10).json() == before


def test_an_unchanged_model_is_not_loaded_again(folder: Path) -> None:
    async def reload_twice() -> None:
        classifier = GenreClassifier.load(folder)
        with BatchedInference(classifier, 10, 10, Metrics()) as inference:
            reloader = Reloader(folder, inference, check=lambda info: None)
            assert await reloader.reload() is classifier.info
            set_version(folder, "1.0.1")
            info = await reloader.reload()
            assert info is not classifier.info
            assert await reloader.reload() is info

    asyncio.run(reload_twice())


def test_reload_is_disabled_without_api_keys(service: str) -> None:
    assert "API_KEYS" in check_error(requests.post(f"{service}/model/reload", timeout=10), 403)["detail"]


def test_a_server_outside_the_main_thread_handles_no_signal(reloadable: str) -> None:
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_DFL
    assert requests.get(f"{reloadable}/health/ready", timeout=10).status_code == 200


def test_reload_works_on_a_system_without_sighup(
    reloadable: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(signal, "SIGHUP")
    set_version(folder, "1.0.1")
    assert requests.post(f"{reloadable}/model/reload", headers=KEY, timeout=30).json()["version"] == "1.0.1"


def test_several_workers_cannot_reload_without_sighup(
    reloadable: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(signal, "SIGHUP")
    monkeypatch.setenv(SUPERVISOR_PID_VARIABLE, "1")
    set_version(folder, "1.0.1")
    detail = check_error(requests.post(f"{reloadable}/model/reload", headers=KEY, timeout=30), 409)["detail"]
    assert "restart the service" in detail
    assert requests.get(f"{reloadable}/model", headers=KEY, timeout=10).json()["version"] != "1.0.1"


WITHOUT_SIGHUP = """
import asyncio, signal
del signal.SIGHUP, signal.pthread_sigmask
from pathlib import Path
from movie_classifier.service.inference.reload import SUPERVISOR_PID_VARIABLE, Reloader
from movie_classifier.service.reload_signal import block_reload_signal, reload_signal_blocked, unblock_reload_signal
import movie_classifier.service.server

async def handle():
    with Reloader(Path(), None, None).reload_on_sighup():
        pass

block_reload_signal()
unblock_reload_signal()
with reload_signal_blocked():
    asyncio.run(handle())
"""


def test_the_server_needs_no_sighup() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT_SIGHUP], check=True, timeout=90)


def test_a_model_without_a_genre_of_the_choice_is_refused(folder: Path, tmp_path: Path) -> None:
    choice = tmp_path / "genres.toml"
    choice.write_text('left_out = ["Foreign"]')
    with serving(Settings(model=folder, genres_file=choice, api_keys="key")) as url:  # type: ignore[arg-type]
        for path in (folder / "meta.json", folder / "textcat_multilabel" / "cfg"):
            path.write_text(path.read_text().replace('"Foreign"', '"Alien"'))
        response = requests.post(f"{url}/model/reload", headers=KEY, timeout=30)
        assert response.status_code == 409
        assert "genres.toml: unknown genre: Foreign; the model knows: Action" in response.json()["detail"]
        assert requests.post(f"{url}/genres", json={"movies": [FILM]}, headers=KEY, timeout=10).ok
