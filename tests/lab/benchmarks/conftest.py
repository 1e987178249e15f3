"""Runs the benchmarks as users do, as processes."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.film_lists import ROOT

READY_TIMEOUT = 240
"""Seconds that a benchmark may take on a machine that is busy with other things; they need some ten."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "benchmarks" in item.path.parts and sys.platform != "linux":
            item.add_marker(pytest.mark.skip(reason="the benchmarks read /proc and pin processes to cores"))


Run = Callable[..., tuple[subprocess.CompletedProcess[str], dict[str, Any]]]


@pytest.fixture
def run_benchmark(movies_csv: Path, tiny_model: Path, tmp_path: Path) -> Run:
    """A function that runs a benchmark on the tiny model, and gives its process and its JSON."""

    def run(name: str, *options: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
        paths = ["--films", str(movies_csv), "--model", str(tiny_model), "--results", str(tmp_path)]
        command = [sys.executable, "-m", "lab.benchmarks", name.replace("_", "-"), *paths, *options]
        result = subprocess.run(command, capture_output=True, text=True, timeout=READY_TIMEOUT, cwd=ROOT, check=False)
        assert (tmp_path / f"{name}.md").is_file(), result.stderr
        return result, json.loads((tmp_path / f"{name}.json").read_text())

    return run
