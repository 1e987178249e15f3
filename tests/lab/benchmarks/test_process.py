import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lab.benchmarks.command import program, service_command
from lab.benchmarks.memory import memory
from lab.benchmarks.process import Cores, ProcessFailed, run_to_end, serving
from tests.film_lists import ROOT

CORES = Cores.choose() if sys.platform == "linux" else Cores(0, 0)
PYTHON = Path(sys.executable)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.slow
def test_server_runs_on_its_core_and_ends_with_its_workers(tiny_model: Path) -> None:
    before = os.sched_getaffinity(0)
    with serving(service_command(program(PYTHON), tiny_model, workers=2), CORES.server, timeout_seconds=90) as server:
        pids = server.processes()
        assert len(pids) == 3
        assert all(os.sched_getaffinity(pid) == {CORES.server} for pid in pids)
        assert os.sched_getaffinity(0) == before
        assert 0 < server.memory().resident <= server.memory().peak
    assert not any(map(is_alive, pids))


def test_settings_are_not_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIE_CLASSIFIER_MAX_QUEUE", "1")
    script = "import os; print([name for name in os.environ if name.startswith('MOVIE_CLASSIFIER_')])"
    assert run_to_end([sys.executable, "-c", script], CORES.load, timeout_seconds=60).printed == "[]\n"


@pytest.mark.slow
def test_server_that_does_not_start(tmp_path: Path) -> None:
    with (
        pytest.raises(ProcessFailed, match=r"has ended\n.*no model in"),
        serving(service_command(program(PYTHON), tmp_path / "none"), CORES.server, timeout_seconds=90),
    ):
        pass


@pytest.mark.slow
def test_server_that_ends_meanwhile(tiny_model: Path) -> None:
    with (
        pytest.raises(ProcessFailed, match="has ended with -9"),
        serving(service_command(program(PYTHON), tiny_model), CORES.server, timeout_seconds=90) as server,
    ):
        server.process.kill()
        server.process.wait()
        raise ConnectionRefusedError


def test_command_that_fails() -> None:
    with pytest.raises(ProcessFailed, match=r"exit code 3\nwhy"):
        run_to_end([sys.executable, "-c", "import sys; print('why'); sys.exit(3)"], CORES.load, timeout_seconds=60)
    with pytest.raises(ProcessFailed, match="took more than"):
        run_to_end([sys.executable, "-c", "import time; time.sleep(60)"], CORES.load, timeout_seconds=0.1)


def test_memory_of_a_process_that_has_ended() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert memory(process.pid) == (0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_benchmark_leaves_nothing_behind(
    number: signal.Signals, movies_csv: Path, tiny_model: Path
) -> None:
    command = [
        sys.executable,
        "-m",
        "lab.benchmarks",
        "soak",
        "--films",
        str(movies_csv),
        "--model",
        str(tiny_model),
    ]
    with subprocess.Popen([*command, "--minutes", "0.5"], stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("minute 0.05: ")  # so it is well under way
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert children
        process.send_signal(number)
        assert process.wait(60) != 0
    end = time.monotonic() + 10
    while any(is_alive(int(pid)) for pid in children) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(is_alive(int(pid)) for pid in children)
