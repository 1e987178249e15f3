"""Every script in examples/ runs and prints the genres that a reader would expect."""

import os
import subprocess
import sys
import venv

import pytest

from tests.conftest import ROOT


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, str(ROOT / "examples" / script), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def test_classify_films() -> None:
    assert run("classify_films.py").splitlines() == ["High Plains: Western", "Red Star: Science Fiction"]


def test_ask_service(shipped_service: str) -> None:
    assert run("ask_service.py", shipped_service.removeprefix("http://")).startswith("High Plains: Western (")


def test_ask_service_that_is_not_there(free_port: int) -> None:
    command = [sys.executable, str(ROOT / "examples" / "ask_service.py"), f"localhost:{free_port}"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)


@pytest.fixture(scope="module")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A Python without any package."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=True)
    return str(folder / "bin" / "python")


@pytest.mark.parametrize("script", ["classify_films.py", "classify_table.py", "spark_catalogue.py"])
def test_a_missing_package_is_one_line(bare_python: str, script: str) -> None:
    command = [bare_python, str(ROOT / "examples" / script)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=environment)
    [line] = result.stderr.splitlines()
    assert result.returncode == 1
    assert line.startswith("Error: this example needs ") and ": pip install " in line


def test_classify_table() -> None:
    rows = [line.split() for line in run("classify_table.py").splitlines()]
    assert [row[-2] if row[0] != "Nothing" else row[1] for row in rows[1:3]] == ["Western", "Fiction"]
    assert " ".join(rows[3]).endswith("no description")
