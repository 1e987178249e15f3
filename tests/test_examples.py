"""Every script in examples/ runs and prints the genres that a reader would expect."""

import subprocess
import sys

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


def test_classify_table() -> None:
    rows = [line.split() for line in run("classify_table.py").splitlines()]
    assert [row[-2] if row[0] != "Nothing" else row[1] for row in rows[1:3]] == ["Western", "Fiction"]
    assert " ".join(rows[3]).endswith("no description")
