import subprocess
import sys
from pathlib import Path

import pytest

from training.whole_file import whole_file, write_whole


def test_write(tmp_path: Path) -> None:
    write_whole(tmp_path / "file", "é")
    write_whole(tmp_path / "file", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("file", b"new")]


FULL = """
import resource, signal, sys
from pathlib import Path
from training.whole_file import write_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
write_whole(Path(sys.argv[1]), "new" * 100)
"""


def test_the_old_file_stays_if_the_disk_is_full(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    result = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "file")], check=False, capture_output=True, text=True
    )
    assert "File too large" in result.stderr
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("file", "old")]


def test_the_old_file_stays_after_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    with pytest.raises(KeyboardInterrupt), whole_file(tmp_path / "file") as partial:
        partial.write_text("half")
        raise KeyboardInterrupt
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("file", "old")]
