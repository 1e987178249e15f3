"""The layout that docs/architecture.md describes."""

import os
import subprocess
import sys
from pathlib import Path

from tests.film_lists import ROOT

MAX_MODULES = 10


def test_imports_run_one_way() -> None:
    """The contracts are in pyproject.toml, under `[tool.importlinter]`."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_training_has_few_modules_on_its_own_floor() -> None:
    assert len(list((ROOT / "training").glob("*.py"))) <= MAX_MODULES
