import os
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

from movie_classifier.library.replace import FileLeftAlone, read_file, replace_file

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "movie.nfo"
    path.write_bytes(b"old")
    return path


def names(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.parent.iterdir())


def test_replaces_the_content_and_leaves_no_other_file(path: Path) -> None:
    replace_file(path, b"old", b"new")
    assert path.read_bytes() == b"new"
    assert names(path) == ["movie.nfo"]


def test_no_half_backup_is_left_if_the_disk_is_full(path: Path) -> None:
    path.write_bytes(b"old" * 100)
    result = run(f"""
        import resource, signal
        from pathlib import Path
        from movie_classifier.library.replace import replace_file
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        replace_file(Path({str(path)!r}), b"old" * 100, b"new", backup=True)
    """)
    assert "File too large" in result.stderr
    assert path.read_bytes() == b"old" * 100
    assert names(path) == ["movie.nfo"]


def test_mode_stays_and_the_time_is_new(path: Path) -> None:
    path.chmod(0o640)
    os.utime(path, (1, 1))
    replace_file(path, b"old", b"new")
    assert path.stat().st_mode & 0o7777 == 0o640
    assert path.stat().st_mtime == pytest.approx(time.time(), abs=60)


@pytest.mark.skipif(not IS_ROOT, reason="only root can give files away")
def test_owner_stays(path: Path) -> None:
    os.chown(path, 1234, 5678)
    replace_file(path, b"old", b"new", backup=True)
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 5678)


@pytest.mark.skipif(not IS_ROOT, reason="only root can become another user")
def test_owner_that_cannot_be_kept() -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's folders are closed to other users
        path = Path(folder, "movie.nfo")
        path.write_bytes(b"old")
        path.chmod(0o666)
        path.parent.chmod(0o777)
        result = run(f"""
            import os
            from pathlib import Path
            from movie_classifier.library.replace import replace_file
            os.setgid(1234)
            os.setuid(1234)
            replace_file(Path({str(path)!r}), b"old", b"new")
        """)
        assert "FileLeftAlone: its owner cannot be kept" in result.stderr
        assert path.read_bytes() == b"old"
        assert names(path) == ["movie.nfo"]


def test_extended_attributes_stay(path: Path) -> None:
    try:
        os.setxattr(path, "user.note", b"seen")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    replace_file(path, b"old", b"new")
    assert os.getxattr(path, "user.note") == b"seen"


def test_backups_are_numbered(path: Path) -> None:
    replace_file(path, b"old", b"new", backup=True)
    replace_file(path, b"new", b"newer", backup=True)
    assert names(path) == ["movie.nfo", "movie.nfo.bak", "movie.nfo.bak2"]
    assert [(path.parent / name).read_bytes() for name in names(path)] == [b"newer", b"old", b"new"]


def test_link_stays_a_link(path: Path) -> None:
    (path.parent / "links").mkdir()
    link = path.parent / "links" / "movie.nfo"
    link.symlink_to(path)
    replace_file(link, b"old", b"new", backup=True)
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert names(path) == ["links", "movie.nfo", "movie.nfo.bak"]


def check_left_alone(path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(FileLeftAlone, match=reason):
        replace_file(path, b"old", b"new", backup=True)
    assert path.read_bytes() == content
    assert names(path) == ["movie.nfo"]


def test_read_only_file(path: Path) -> None:
    path.chmod(0o444)
    check_left_alone(path, b"old", "read-only")


def test_changed_file(path: Path) -> None:
    path.write_bytes(b"edited")
    check_left_alone(path, b"edited", "has changed since")


def test_file_that_has_disappeared(path: Path) -> None:
    path.unlink()
    with pytest.raises(FileNotFoundError):
        replace_file(path, b"old", b"new")
    assert names(path) == []


def run(script: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(script)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_full_disk(path: Path) -> None:
    """A limit on the size of files stands for the disk: writing more fails in the same place."""
    result = run(f"""
        import resource, signal
        from pathlib import Path
        from movie_classifier.library.replace import replace_file
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        replace_file(Path({str(path)!r}), b"old", b"x" * 2000)
    """)
    assert "OSError: [Errno 27]" in result.stderr
    assert path.read_bytes() == b"old"
    assert names(path) == ["movie.nfo"]


def test_killed_before_the_file_is_replaced(path: Path) -> None:
    """A process that dies just before the last step leaves the old file whole."""
    result = run(f"""
        import os, signal
        from pathlib import Path
        from movie_classifier.library.replace import replace_file
        Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        replace_file(Path({str(path)!r}), b"old", b"new")
    """)
    assert result.returncode == -9
    assert path.read_bytes() == b"old"


def test_reads_up_to_the_limit(path: Path) -> None:
    path.write_bytes(b"12345678")
    assert read_file(path, 100) == b"12345678"
    assert read_file(path, 4) == b"12345"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "movie.nfo")
    with pytest.raises(FileLeftAlone, match="not a regular file"):
        read_file(tmp_path / "movie.nfo", 100)
