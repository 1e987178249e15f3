import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.service.process import wait_until
from training.beside import run_beside
from training.errors import ConfigInvalid, ProcessEnded


def add(first: int, second: int) -> tuple[int, int]:
    print("adding")
    print("warning", file=sys.stderr)
    return first + second, os.getpid()


def refuse(path: Path) -> None:
    raise ConfigInvalid(path, "it is empty")


def end() -> None:
    os._exit(9)


def test_a_second_process_returns_the_result_and_logs_what_it_prints(tmp_path: Path) -> None:
    result, process = run_beside(add, 2, 3, log=tmp_path / "new" / "log")()
    assert result == 5
    assert process != os.getpid()
    assert (tmp_path / "new" / "log").read_text().split() == ["adding", "warning"]


def test_an_error_is_raised_in_the_first_process(tmp_path: Path) -> None:
    wait = run_beside(refuse, tmp_path, log=tmp_path / "log")
    with pytest.raises(ConfigInvalid, match="it is empty"):
        wait()


def test_a_process_that_ends_early_is_an_error(tmp_path: Path) -> None:
    wait = run_beside(end, log=tmp_path / "log")
    with pytest.raises(ProcessEnded, match="ended early"):
        wait()


def write_process_and_wait(file: Path) -> None:
    file.write_text(str(os.getpid()))
    time.sleep(60)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


KILLED = """
import sys
from pathlib import Path
from tests.training.test_beside import write_process_and_wait
from training.beside import run_beside

file = Path(sys.argv[1])
run_beside(write_process_and_wait, file, log=file.with_suffix(".log"))()
"""


def test_the_second_process_ends_when_the_first_one_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "process"
    first = subprocess.Popen([sys.executable, "-c", KILLED, str(file)])
    wait_until(lambda: file.is_file() and file.read_text() != "")
    first.kill()
    first.wait()
    wait_until(lambda: not is_running(int(file.read_text())))
