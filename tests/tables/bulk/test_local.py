import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

from movie_classifier.errors import ModelBroken, ModelNotFound
from movie_classifier.tables.bulk.local import count_cores, open_local
from movie_classifier.tables.bulk.transport import Task
from movie_classifier.tables.errors import WorkerDied
from tests.conftest import TINY_FILMS, load_shared
from tests.tables.bulk.test_run import make_rows, write_rows
from tests.tables.conftest import Run

TASK = Task([film.title for film, _ in TINY_FILMS] + [None], [film.description for film, _ in TINY_FILMS] + [""])


def children(pid: int) -> list[int]:
    """The worker processes of a process."""
    return [child for child in all_children(pid) if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]


def all_children(pid: int) -> list[int]:
    """All processes that a process has started, also the one that tracks resources."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_cores_of_systems_that_have_no_affinity(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS has no `sched_getaffinity`."""
    assert 1 <= count_cores() <= (os.cpu_count() or 1)
    for name in ("process_cpu_count", "sched_getaffinity"):
        monkeypatch.delattr(os, name, raising=False)
    assert count_cores() == (os.cpu_count() or 1)


def test_workers_give_the_answers_of_one_process_until_one_is_killed(
    tmp_path: Path, run: Run, tiny_model: Path, small_blocks: None
) -> None:
    """One test, because two workers take four seconds to start."""
    path = write_rows(tmp_path / "in.csv", make_rows(100))
    with open_local(tiny_model, 1) as one, open_local(tiny_model, 2) as two:
        assert one.info() == two.info() == load_shared(tiny_model).info
        labels = one.info().labels
        waiting = [two.submit(TASK, labels) for _ in range(20)]
        expected = one.submit(TASK, labels)()
        assert all(wait().equals(expected) for wait in waiting)
        assert expected.column("reason").to_pylist()[-2:] == [None, "no description"]
        run(path, tmp_path / "one.csv.gz", scores=True)
        run(path, tmp_path / "two.csv.gz", lambda: nullcontext(two), scores=True, batch_size=3)
        assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()
        os.kill(children(os.getpid())[0], signal.SIGKILL)
        with pytest.raises(WorkerDied, match="a worker process was killed"):
            while True:
                two.submit(TASK, ())()


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_errors_of_the_model_arrive(tmp_path: Path, tiny_model: Path, processes: int) -> None:
    with pytest.raises(ModelNotFound, match=f"no model in {tmp_path}"), open_local(tmp_path, processes) as local:
        local.info()
    broken = Path(shutil.copytree(tiny_model, tmp_path / "model"))
    (broken / "tokenizer").write_bytes(b"x")
    with pytest.raises(ModelBroken, match="train or install it again"), open_local(broken, processes) as local:
        local.info()


PARENT = """
import sys, time
from pathlib import Path
from movie_classifier.tables.bulk.local import count_cores, open_local
if __name__ == "__main__":
    with open_local(Path(sys.argv[1]), 2) as workers:
        workers.info()
        print("ready", flush=True)
        time.sleep(60)
"""


@pytest.mark.slow
def test_workers_end_with_a_killed_parent(tmp_path: Path, tiny_model: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    with (
        (tmp_path / "errors").open("w") as errors,
        subprocess.Popen([sys.executable, script, tiny_model], stdout=subprocess.PIPE, stderr=errors) as parent,
    ):
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        workers = children(parent.pid)
        assert len(workers) == 2
        processes = all_children(parent.pid)
        parent.kill()
    deadline = time.monotonic() + 60
    while any(map(is_running, processes)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert (tmp_path / "errors").read_text() == ""  # Python warns about semaphores that nobody has removed
