import os
import subprocess
import sys
from pathlib import Path

import pytest

from training.collect.download import MOVIES, download


@pytest.mark.slow
def test_says_what_to_do_without_a_network(tmp_path: Path) -> None:
    """The real kagglehub, sent to a port on which nobody listens."""
    nowhere = {
        "https_proxy": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "KAGGLEHUB_CACHE": str(tmp_path),
    }
    command = [sys.executable, "-m", "training", "download", "--folder", str(tmp_path / "data")]
    result = subprocess.run(command, capture_output=True, text=True, env=os.environ | nowhere, timeout=120, check=False)
    assert result.returncode == 1
    lines = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert len(lines) == 1
    assert MOVIES.handle in lines[0]
    assert str(tmp_path / "data" / MOVIES.file) in lines[0]
    assert "Traceback" not in result.stderr


def test_puts_the_file_into_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kaggle cannot be asked in a test; its client's one function stands in, with the signature of the real one."""
    cached = tmp_path / "cached.csv"
    cached.write_text("id\n1\n")
    asked = []

    def dataset_download(handle: str, path: str) -> str:
        asked.append((handle, path))
        return str(cached)

    monkeypatch.setattr("kagglehub.dataset_download", dataset_download)
    assert download(MOVIES, tmp_path / "data").read_text() == "id\n1\n"
    assert asked == [(MOVIES.handle, MOVIES.file)]
