"""Builds the containers and uses them with Compose: classify, stop, retrain. Run with `make test-containers`."""

import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from movie_classifier.version import __version__
from tests.conftest import OTHELLO, OTHELLO_PRINTED, ROOT, TINY_FILMS
from tests.film_lists import MOODS, mood_list, small_config
from tests.test_readme import blocks
from training.packaging.replacement import replace_contents

pytestmark = pytest.mark.containers

CONTAINER = "movie_classifier"
BASE_IMAGE = os.environ.get("BASE_IMAGE", "python:3.11-slim-bookworm")
MAX_ADDED_BYTES = 350_000_000


def find_free_ports() -> tuple[int, int]:
    """Return two ports that are not in use."""
    with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as second:
        return first.getsockname()[1], second.getsockname()[1]


def docker_is_running() -> bool:
    if shutil.which("docker") is None:
        return False
    return subprocess.run(["docker", "info"], capture_output=True, check=False).returncode == 0


def compose_command() -> list[str]:
    plugin = subprocess.run(["docker", "compose", "version"], capture_output=True, check=False)
    return ["docker", "compose"] if plugin.returncode == 0 else ["docker-compose"]


class Project:
    """A clone of the repository. The containers mount its folders and publish `port` and `jupyter_port`."""

    def __init__(self, folder: Path, port: int, jupyter_port: int) -> None:
        self.folder = folder
        self.compose_command = compose_command()
        user = 1000 if os.getuid() == 0 else os.getuid()
        self.environment = os.environ | {
            "MOVIE_CLASSIFIER_UID": str(user), "MOVIE_CLASSIFIER_GID": str(user),
            "VERSION": __version__, "REVISION": "the commit",
            "MOVIE_CLASSIFIER_PORT": str(port), "JUPYTER_PORT": str(jupyter_port),
        }  # fmt: skip
        self.api = f"http://127.0.0.1:{port}"
        self.jupyter = f"http://127.0.0.1:{jupyter_port}"
        self.user = user

    def run(self, *command: str) -> str:
        result = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False, timeout=900
        )
        assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
        return result.stdout

    def compose(self, *arguments: str) -> str:
        return self.run(*self.compose_command, *arguments)

    def change_owner(self) -> None:
        """Make the user of the training container own the files, as if that user had cloned the project."""
        if os.getuid() == 0:
            subprocess.run(["chown", "-R", f"{self.user}:{self.user}", str(self.folder)], check=True)

    def wait_until_healthy(self) -> None:
        for _ in range(120):
            status = self.run("docker", "inspect", "--format", "{{.State.Health.Status}}", CONTAINER).strip()
            if status == "healthy":
                return
            time.sleep(0.5)
        raise AssertionError(f"the container is {status}: " + self.run("docker", "logs", CONTAINER))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    if not docker_is_running():
        pytest.skip("Docker is not installed or not running")
    folder = tmp_path_factory.mktemp("clone") / "movies"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
    project = Project(folder, *find_free_ports())
    project.change_owner()
    project.compose("build")
    project.compose("--profile", "training", "build")
    project.compose("up", "--detach")
    try:
        project.wait_until_healthy()
        yield project
    finally:
        project.compose("--profile", "training", "down", "--volumes", "--timeout", "1")


def test_classify_with_curl(project: Project) -> None:
    body = json.dumps(OTHELLO._asdict())
    answer = project.run("curl", "-sS", f"{project.api}/genre", "-H", "Content-Type: application/json", "-d", body)
    assert max(json.loads(answer).items(), key=lambda item: item[1])[0] == "Drama"


def test_classify_with_docker_exec(project: Project) -> None:
    options = ("--title", OTHELLO.title, "--description", OTHELLO.description)
    assert project.run("docker", "exec", CONTAINER, "movie_classifier", *options) == OTHELLO_PRINTED


def test_readme_commands(project: Project) -> None:
    for block, _ in blocks("containers"):
        for command in block.splitlines():
            printed = project.run("bash", "-c", command.replace("docker compose", " ".join(project.compose_command)))
            if "--title" in command:
                assert "'genre': 'Drama'" in printed
    project.wait_until_healthy()


def test_documentation_pages(project: Project) -> None:
    assert "swagger-ui" in requests.get(f"{project.api}/docs", timeout=10).text


def test_the_service_does_not_run_as_root(project: Project) -> None:
    assert project.run("docker", "exec", CONTAINER, "id", "-u").strip() == "1000"


def test_compose_starts_only_the_service(project: Project) -> None:
    assert project.run("docker", "ps", "--format", "{{.Names}}").splitlines().count(CONTAINER) == 1
    assert "training" not in project.run("docker", "ps", "--format", "{{.Image}}")


def test_image_size(project: Project) -> None:
    sizes = [int(project.run("docker", "image", "inspect", "--format", "{{.Size}}", image)) for image in (
        "movie-classifier", BASE_IMAGE,
    )]  # fmt: skip
    print(f"the image adds {(sizes[0] - sizes[1]) / 1e6:.0f} MB to its base of {sizes[1] / 1e6:.0f} MB")
    assert sizes[0] - sizes[1] <= MAX_ADDED_BYTES


@pytest.mark.parametrize("image", ["movie-classifier", "movie-classifier-training"])
def test_image_labels(project: Project, image: str) -> None:
    labels = json.loads(project.run("docker", "image", "inspect", "--format", "{{json .Config.Labels}}", image))
    assert labels["org.opencontainers.image.version"] == __version__
    assert labels["org.opencontainers.image.revision"] == "the commit"


def test_stop_waits_for_running_requests(project: Project) -> None:
    batch = {"movies": [{"title": "Long", "description": "Many words about a film. " * 790}] * 256}
    answers: list[requests.Response] = []
    thread = threading.Thread(
        target=lambda: answers.append(requests.post(f"{project.api}/genres", json=batch, timeout=60))
    )
    thread.start()
    time.sleep(0.3)
    assert not answers, "the request ended before the container was stopped"
    started = time.monotonic()
    project.run("docker", "stop", "--time", "10", CONTAINER)
    seconds = time.monotonic() - started
    thread.join()
    assert answers[0].status_code == 200
    assert len(answers[0].json()["predictions"]) == 256
    assert seconds < 10
    assert project.run("docker", "inspect", "--format", "{{.State.ExitCode}}", CONTAINER).strip() == "0"
    project.run("docker", "start", CONTAINER)
    project.wait_until_healthy()


def test_restart_loads_another_model(project: Project, tiny_model: Path) -> None:
    model = project.folder / "spacy_model"
    backup = Path(shutil.copytree(model, project.folder / "backup"))
    before = requests.get(f"{project.api}/model", timeout=10).json()
    replace_contents(model, tiny_model)
    project.run("docker", "restart", CONTAINER)
    project.wait_until_healthy()
    assert requests.get(f"{project.api}/model", timeout=10).json()["name"] == "tiny"
    film, genres = TINY_FILMS[0]
    response = requests.post(f"{project.api}/genres", json={"movies": [film._asdict()]}, timeout=10)
    [prediction] = response.json()["predictions"]
    assert set(prediction["genres"]) == genres
    replace_contents(model, backup)
    project.run("docker", "restart", CONTAINER)
    project.wait_until_healthy()
    assert requests.get(f"{project.api}/model", timeout=10).json() == before


def test_one_setting_selects_the_accurate_model(project: Project) -> None:
    before = requests.get(f"{project.api}/model", timeout=10).json()
    project.environment["MOVIE_CLASSIFIER_MODEL"] = "accurate"
    project.compose("up", "--build", "--detach")
    project.wait_until_healthy()
    assert requests.get(f"{project.api}/model", timeout=10).json()["name"] == "movie_genres_accurate"
    genres = requests.post(f"{project.api}/genre", json=OTHELLO._asdict(), timeout=10).json()
    assert max(genres, key=genres.get) == "Drama"
    del project.environment["MOVIE_CLASSIFIER_MODEL"]
    project.compose("up", "--build", "--detach")
    project.wait_until_healthy()
    assert requests.get(f"{project.api}/model", timeout=10).json() == before


def test_the_service_loads_the_model_that_the_notebook_trained(project: Project) -> None:
    films = mood_list(project.folder / "data")
    small = project.folder / "training" / "small"
    small.mkdir()
    config = small_config(small, "films.cfg")
    config.write_text(config.read_text().replace(str(project.folder), "/project"))
    project.change_owner()
    variables = {
        "FILMS": f"data/{films.name}",
        "TRAINING_CONFIG": f"training/small/{config.name}",
        "TARGET": "spacy_model",
    }
    before = requests.get(f"{project.api}/model", timeout=10).json()["content_hash"]
    project.compose(
        "--profile", "training", "run", "--rm", *(f"-e{name}={value}" for name, value in variables.items()), "training",
        "jupyter", "nbconvert", "--to", "notebook", "--execute", "--output-dir", "/tmp", "training/training.ipynb",
    )  # fmt: skip
    project.run("docker", "restart", CONTAINER)
    project.wait_until_healthy()
    model = requests.get(f"{project.api}/model", timeout=10).json()
    assert model["content_hash"] != before
    assert model["labels"] == sorted(MOODS.values())


@pytest.mark.parametrize("user", ["the owner", "root"])
def test_jupyter_prints_its_address_and_requires_a_token(project: Project, user: str) -> None:
    if user == "root":
        project.environment |= {"MOVIE_CLASSIFIER_UID": "0", "MOVIE_CLASSIFIER_GID": "0"}
    project.compose("--profile", "training", "up", "--detach", "training")
    printed = re.compile(rf"{re.escape(project.jupyter)}/\S*\?token=(\w+)")
    for _ in range(120):
        token = printed.search(project.compose("--profile", "training", "logs", "--no-color", "training"))
        if token:
            break
        time.sleep(0.5)
    assert token
    contents = f"{project.jupyter}/api/contents/training"
    assert requests.get(contents, timeout=10).status_code == 403
    answer = requests.get(f"{contents}?token={token[1]}", timeout=10)
    assert answer.status_code == 200
    assert "training.ipynb" in [entry["name"] for entry in answer.json()["content"]]
