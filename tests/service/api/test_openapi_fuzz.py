"""schemathesis sends valid and invalid requests, generated from the OpenAPI document, to a running server."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from movie_classifier.service.settings import Settings
from tests.conftest import ROOT, serving


@pytest.mark.slow
def test_generated_requests_find_no_error(tiny_model: Path, tmp_path: Path) -> None:
    """All checks of schemathesis: no 5xx, documented responses, invalid requests rejected, API keys enforced."""
    with serving(Settings(model=tiny_model, api_keys="key")) as url:  # type: ignore[arg-type]
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{url}/openapi.json", "--checks", "all"]
        command += ["--max-examples", "250", "--seed", "1", "--continue-on-failure", "--no-color"]
        command += ["--header", "Authorization: Bearer key"]
        environment = {**os.environ, "SCHEMATHESIS_HOOKS": "tests.service.api.openapi_formats", "PYTHONPATH": str(ROOT)}
        result = subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=600, check=False
        )
    print(result.stdout)
    assert result.returncode == 0, result.stdout[-5_000:]
    generated = re.search(r"(\d+) generated", result.stdout)
    assert generated and int(generated[1]) >= 1000
