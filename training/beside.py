"""Runs a function in a second process, at the same time as this one."""

import os
import signal
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

from training.errors import ProcessEnded

T = TypeVar("T")


def run_beside(function: Callable[..., T], *arguments: Any, log: Path) -> Callable[[], T]:
    """Start `function(*arguments)` in a second process, and return a function that waits for its result.

    Ctrl-C does not reach the second process. It ends with this one.

    Args:
        function: a function of a module. Its arguments and its result are pickled.
        log: file for what it prints.

    Raises:
        ProcessEnded: by the function that is returned: the process ended without a result, for example because the
            memory was full. What `function` raises is raised there too.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(sender, function, arguments, log), daemon=True)
    process.start()
    sender.close()  # so that the end of the process ends the pipe

    def wait() -> T:
        try:
            result, error = receiver.recv()
        except EOFError as ended:
            raise ProcessEnded(log) from ended
        process.join()
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]

    return wait


def _run(sender: Connection, function: Callable[..., T], arguments: tuple[Any, ...], log: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as file, redirect_stdout(file), redirect_stderr(file):
        os.dup2(file.fileno(), 2)  # a traceback, and what libraries write
        try:
            sender.send((function(*arguments), None))
        except Exception as error:  # it is raised in the first process
            sender.send((None, error))


def _end_with_parent() -> None:
    """Wait until the first process has ended, however it did, and end this one."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
