"""Supervisor of several workers: it replaces those that die or hang, and never waits for a single one."""

import logging
import os
import time
from multiprocessing.connection import wait

from prometheus_client.multiprocess import mark_process_dead
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess
from uvicorn.supervisors.multiprocess import Process

from movie_classifier.service.reload_signal import reload_signal_blocked, send_reload_signal, unblock_reload_signal

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.1
"""Longest time until the supervisor obeys a signal. It sees the death of a worker at once."""

KILL_SECONDS = 1
"""Seconds between the end of the grace period and `SIGKILL`, in which workers can cancel their requests."""


class Worker(Process):
    """A worker process of uvicorn. A thread in it answers pings, also while the model is loaded."""

    def start(self) -> None:
        """Start the process. A `SIGHUP` that reaches it before it has a handler is delayed until then."""
        with reload_signal_blocked():
            super().start()
        self.child_conn.close()  # the worker has its own copy
        self._last_sign = time.monotonic()
        self._pinged = False

    def seconds_silent(self) -> float:
        """Read the answers to earlier pings, send another, and return the seconds since the last answer was read."""
        try:
            while self.parent_conn.poll():
                self.parent_conn.recv()
                self._last_sign, self._pinged = time.monotonic(), False
            if not self._pinged:
                self.parent_conn.send(b"ping")
                self._pinged = True
        except (EOFError, OSError):
            pass  # the worker has just died
        return time.monotonic() - self._last_sign


class Supervisor(Multiprocess):
    """uvicorn's supervisor, without its waits. `SIGHUP` reloads the model instead of the workers.

    `SIGTTIN` and `SIGTTOU` start and stop a worker.
    """

    processes: list[Worker]  # type: ignore[assignment]

    def run(self) -> None:
        """Run the workers until a signal stops the service, or a worker fails to start."""
        unblock_reload_signal()  # from here on there is a handler
        logger.info("Started parent process [%d]", os.getpid())
        retired: list[Worker] = []
        while not self.should_exit.is_set():
            while len(self.processes) < self.processes_num:
                self.processes.append(self._start_worker())
            while len(self.processes) > self.processes_num:
                retired.append(self.processes.pop())
                retired[-1].terminate()
            wait([worker.process.sentinel for worker in self.processes], TICK_SECONDS)
            self.handle_signals()
            self.keep_subprocess_alive()
            for worker in [each for each in retired if not each.process.is_alive()]:
                mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
                retired.remove(worker)
        self._stop([*self.processes, *retired])
        logger.info("Stopping parent process [%d]", os.getpid())

    def keep_subprocess_alive(self) -> None:
        """Remove workers that have died or hang. If one could not load the application, the service stops."""
        for worker in self.processes.copy():
            if worker.process.is_alive():
                if worker.seconds_silent() < self.config.timeout_worker_healthcheck:
                    continue
                worker.kill()
            worker.process.join()
            self.processes.remove(worker)
            mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
            logger.info("Child process [%d] died", worker.pid)
            if worker.exitcode == STARTUP_FAILURE:  # and so would the next one
                logger.error("Child process [%d] failed to start, stopping the parent process", worker.pid)
                self.should_exit.set()

    def handle_hup(self) -> None:
        """Forward the signal to the workers, which reload the model in the background."""
        for worker in self.processes:
            if worker.pid and worker.process.is_alive():
                send_reload_signal(worker.pid)

    def handle_ttin(self) -> None:
        """Start another worker."""
        self.processes_num += 1

    def handle_ttou(self) -> None:
        """Stop a worker, but not the last one."""
        self.processes_num = max(1, self.processes_num - 1)

    def _start_worker(self) -> Worker:
        worker = Worker(self.config, self.sockets)
        worker.start()
        return worker

    def _stop(self, workers: list[Worker]) -> None:
        """Terminate the workers, and kill those that have not ended after the grace period."""
        for worker in workers:
            worker.terminate()
        deadline = time.monotonic() + (self.config.timeout_graceful_shutdown or 0) + KILL_SECONDS
        for worker in workers:
            worker.process.join(max(0, deadline - time.monotonic()))
            if worker.process.is_alive():
                logger.warning("Child process [%d] does not stop, killing it", worker.pid)
                worker.kill()
                worker.process.join()
