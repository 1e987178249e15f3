"""Measures the memory of processes. Linux only."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Memory(NamedTuple):
    """Resident memory of a process and its peak, in MB (10^6 bytes)."""

    resident: float
    peak: float


def memory(pid: int) -> Memory:
    """Return the memory of one process; zero if it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return Memory(0, 0)
    kibibytes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.endswith(" kB")}
    return Memory(kibibytes.get("VmRSS", 0) * 1024 / 1e6, kibibytes.get("VmHWM", 0) * 1024 / 1e6)


def session_memory(session: int) -> Memory:
    """Return the total memory of all processes of a session, which is the id of the process that `started` gives."""
    each = [memory(pid) for pid in _processes_of(session)]
    return Memory(sum(one.resident for one in each), sum(one.peak for one in each))


def _processes_of(session: int) -> Iterator[int]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            after_name = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[3]) == session:
                yield int(folder.name)


def workers_of(pid: int) -> list[int]:
    """Return the ids of the children of a process, without multiprocessing's resource tracker."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in children if "resource_tracker" not in _command_line(child)]


def _command_line(pid: str) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""
