"""The wheel: what it carries, and what it asks for."""

import re
import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from movie_classifier.model.model_path import SHIPPED_FOLDERS
from movie_classifier.poster.loading import SHIPPED_FOLDER
from tests.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    sources = folder / "sources"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(sources)], check=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(sources)]
    subprocess.run(command, check=True)
    [wheel] = folder.glob("*.whl")
    return wheel


def test_carries_the_models_and_nothing_of_training(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in (*SHIPPED_FOLDERS.values(), SHIPPED_FOLDER):
        model = {file.relative_to(ROOT).as_posix() for file in (ROOT / folder).rglob("*") if file.is_file()}
        assert len(model) >= 5
        assert {f"movie_classifier/{name}" for name in model} <= names
    assert "movie_classifier/py.typed" in names
    page = {file.relative_to(ROOT).as_posix() for file in (ROOT / "movie_classifier" / "page").rglob("*.*")}
    assert page <= names
    assert not [name for name in names if name.startswith(("training", "lab", "tests"))]


def test_needs_few_packages(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [metadata] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        headers = Parser().parsestr(archive.read(metadata).decode())
    requirements = [line for line in headers.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert sorted(line.split(">")[0] for line in requirements) == ["click", "requests", "tomli"]
    [tomli] = [line for line in requirements if line.startswith("tomli")]
    assert re.search(r"python_version < .3\.11.", tomli)
    assert not {"teacher", "comparison", "supply-chain", "test"} & set(headers.get_all("Provides-Extra", []))


def test_works_from_any_folder(wheel: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere, the command finds the model that came with it."""
    installed = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(installed)
    script = (
        f"import sys; sys.path.insert(0, {str(installed)!r})\n"
        "from movie_classifier.cli import main\n"
        "main(['--local', '--title', 'Guns', '--description', 'A cowboy rides into town.'])"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path, timeout=60
    )
    assert "'genre': 'Western'" in result.stdout
