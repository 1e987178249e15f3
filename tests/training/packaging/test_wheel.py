"""Builds the wheel of a pipeline, installs it, and uses it as people do."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import requests
import spacy
from click.testing import CliRunner

from movie_classifier.classifier import GenreClassifier
from movie_classifier.film import Film, film_text
from movie_classifier.model.checksums import CHECKSUMS_FILE, content_hash, digest_files
from movie_classifier.model.model_path import find_model
from movie_classifier.service.settings import Settings
from tests.conftest import SHIPPED_MODEL, load_shared, serving
from training.cli import main
from training.config import Plan
from training.errors import NotPackageable
from training.packaging.package import package

pytestmark = pytest.mark.slow

FILM = Film("High Noon", "A cowboy and a sheriff meet outlaws in a saloon.")


@pytest.fixture(scope="module")
def packaged(trained: Plan, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder and the wheel of the tiny pipeline. No index can be reached while they are written."""
    folder = tmp_path_factory.mktemp("packaged")
    arguments = ["package", "--config", trained.config, "--target", folder / "model", "--version", "1.2.0"]
    command = [sys.executable, "-m", "training", *map(str, arguments), "--wheel", str(folder / "dist")]
    nowhere = dict.fromkeys(("PIP_INDEX_URL", "UV_INDEX_URL", "http_proxy", "https_proxy"), "http://127.0.0.1:9")
    result = subprocess.run(command, env=os.environ | nowhere, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    wheel = folder / "dist" / "en_movie_genres-1.2.0-py3-none-any.whl"
    assert result.stdout.splitlines()[-1].endswith(str(wheel))
    return folder / "model", wheel


@pytest.fixture(scope="module")
def site(packaged: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has installed the wheel."""
    folder = tmp_path_factory.mktemp("site")
    install(packaged[1], folder)
    return folder


def install(wheel: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--upgrade", "--target", str(folder)]
    subprocess.run([*command, str(wheel)], check=True)


def run(site: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], env=os.environ | {"PYTHONPATH": str(site)} | environment, cwd=site.parent,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_plain_spacy_loads_it_by_name(packaged: tuple[Path, Path], site: Path) -> None:
    script = "import json, spacy, sys; print(json.dumps(spacy.load('en_movie_genres')(sys.argv[1]).cats))"
    printed = run(site, "-c", script, film_text(FILM)).stdout
    assert json.loads(printed) == pytest.approx(spacy.load(packaged[0])(film_text(FILM)).cats)


def test_pip_would_install_spacy_with_it(packaged: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(packaged[1]) as archive:
        metadata = archive.read("en_movie_genres-1.2.0.dist-info/METADATA").decode()
    assert f"Requires-Dist: spacy<3.9.0,>={spacy.__version__}\n" in metadata


def test_the_folder_and_the_installed_package_are_the_same_model(
    packaged: tuple[Path, Path], site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(site)
    installed = find_model("en_movie_genres")
    assert installed == site / "en_movie_genres" / "en_movie_genres-1.2.0"
    assert content_hash(digest_files(installed)) == content_hash(digest_files(packaged[0]))
    assert (installed / CHECKSUMS_FILE).read_text() == (packaged[0] / CHECKSUMS_FILE).read_text()


def test_the_command_classifies_with_it(site: Path) -> None:
    arguments = ("--local", "--title", FILM.title, "--description", FILM.description, "--json")
    result = run(site, "-m", "movie_classifier", *arguments, MOVIE_CLASSIFIER_MODEL="en_movie_genres")
    assert json.loads(result.stdout)["genre"] == "Western", result.stderr


def test_a_service_reloads_a_newer_version_of_the_package(
    trained: Plan, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(site)
    headers = {"Authorization": "Bearer key"}
    with serving(Settings(model="en_movie_genres", api_keys="key")) as url:  # type: ignore[arg-type]
        before = requests.get(f"{url}/model", headers=headers, timeout=10).json()
        assert before["version"] == "1.2.0"
        package(trained, tmp_path / "model", "1.3.0", wheel=tmp_path)
        install(tmp_path / "en_movie_genres-1.3.0-py3-none-any.whl", site)
        assert requests.post(f"{url}/model/reload", headers=headers, timeout=30).json()["version"] == "1.3.0"


def test_a_version_that_packages_cannot_have_writes_nothing(trained: Plan, tmp_path: Path) -> None:
    with pytest.raises(NotPackageable, match=r"wheel cannot be built: .*Invalid version: 'newest one'"):
        package(trained, tmp_path / "model", "newest one", wheel=tmp_path / "dist")
    assert not (tmp_path / "model").exists()
    assert not list((tmp_path / "dist").iterdir())


def test_a_file_in_place_of_the_folder_is_one_line(trained: Plan, tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("mine")
    arguments = ["--config", trained.config, "--target", tmp_path / "model", "--wheel", tmp_path / "dist"]
    result = CliRunner().invoke(main, ["package", *map(str, arguments)])
    assert result.exit_code == 1
    assert result.output.startswith("Error: ")
    assert result.output.count("\n") == 1
    assert not (tmp_path / "model").exists()


def test_the_shipped_model_can_be_packaged_again(trained: Plan, tmp_path: Path) -> None:
    """The copy classifies as before, and names the shipped model's film lists, not those of the config."""
    package(trained, tmp_path / "model", "9.0.0", SHIPPED_MODEL, wheel=tmp_path)
    install(tmp_path / "en_movie_genres-9.0.0-py3-none-any.whl", tmp_path / "site")
    copy = GenreClassifier.load(tmp_path / "site" / "en_movie_genres" / "en_movie_genres-9.0.0")
    assert copy.predict_proba([FILM]) == load_shared(SHIPPED_MODEL).predict_proba([FILM])
    sources = [json.loads((path / "meta.json").read_text())["sources"] for path in (SHIPPED_MODEL, tmp_path / "model")]
    assert [source["name"] for source in sources[0]] == [source["name"] for source in sources[1]]
