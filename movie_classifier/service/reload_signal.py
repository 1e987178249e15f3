"""`SIGHUP`, which reloads the model. A process that has no handler for it yet would be killed by it.

So a process blocks the signal until it can obey: the system keeps a blocked signal, and delivers it later. Threads and
child processes inherit the block. Windows has no such signal, and the functions do nothing there.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def has_reload_signal() -> bool:
    """Return whether this system has `SIGHUP`."""
    return hasattr(signal, "SIGHUP")


def block_reload_signal() -> None:
    """Delay `SIGHUP` until `unblock_reload_signal`. Threads that run already still receive it."""
    if has_reload_signal():
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})


def unblock_reload_signal() -> None:
    """Let `SIGHUP` through; one that came while it was blocked is delivered now."""
    if has_reload_signal():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})


@contextmanager
def reload_signal_blocked() -> Iterator[None]:
    """Block `SIGHUP`, also in the processes that start in this context, until these unblock it."""
    block_reload_signal()
    try:
        yield
    finally:
        unblock_reload_signal()


def send_reload_signal(pid: int) -> None:
    """Send `SIGHUP` to a process, if there is one with this id."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGHUP)
