"""Shows how training proceeds: a progress bar in a terminal, one line for each evaluation, and a log of evaluations."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple

import srsly
from spacy.language import Language
from spacy.util import registry
from tqdm import tqdm

LogStep = Callable[[dict[str, Any] | None], None]
SetupLogger = Callable[[Language, IO[str], IO[str]], tuple[LogStep, Callable[[], None]]]

HEADING = f"{'films':>9}{'loss':>9}{'score on dev':>14}{'time left':>18}"


@registry.loggers("movie_classifier.Progress.v1")
def create_progress(output_file: str) -> SetupLogger:
    """Create the logger for `[training.logger]`.

    Args:
        output_file: JSON Lines file with one object for each evaluation: `epoch`, `step`, `films`, `score`, `losses`.
    """

    def setup(
        nlp: Language, stdout: IO[str] = sys.stdout, stderr: IO[str] = sys.stderr
    ) -> tuple[LogStep, Callable[[], None]]:
        settings = nlp.config["training"]
        limits = Limits(settings["max_steps"], settings["max_epochs"], settings["patience"])
        progress = Progress(Path(output_file), limits, settings["batcher"].get("size"), stdout, stderr)
        return progress.log_step, progress.close

    return setup


class Limits(NamedTuple):
    """What ends a training.

    Attributes:
        max_steps: largest number of steps; 0 for no limit.
        max_epochs: largest number of passes; 0 or less for no limit.
        patience: number of steps without a better evaluation; 0 for no limit.
    """

    max_steps: int = 0
    max_epochs: int = 0
    patience: int = 0


class Progress:
    """Counts steps, and reports each evaluation.

    Args:
        output_file: file of the log; replaced if it exists.
        limits: what ends the training.
        batch_size: films in a step. If it is not a number, such as a schedule, steps are counted instead of films.
        stdout: stream of the lines.
        stderr: stream of the progress bar, which is shown in a terminal only.
    """

    def __init__(self, output_file: Path, limits: Limits, batch_size: Any, stdout: IO[str], stderr: IO[str]) -> None:
        self._size = batch_size if isinstance(batch_size, int) else 1
        self._unit = " films" if isinstance(batch_size, int) else " steps"
        self._limits, self._stdout = limits, stdout
        self._steps, self._best, self._best_step, self._start = 0, -1.0, 0, 0.0
        output_file.parent.mkdir(parents=True, exist_ok=True)
        self._log = output_file
        self._log.write_text("", encoding="utf-8")
        self._bar: tqdm[Any] = tqdm(
            total=limits.max_steps * self._size or None, unit=self._unit, file=stderr, disable=None, leave=False
        )
        self._print(HEADING if self._size > 1 else HEADING.replace("films", "steps"))

    def log_step(self, info: dict[str, Any] | None) -> None:
        """Count a step, and report the evaluation in `info`, if there was one after this step."""
        if not self._steps:
            self._start = time.monotonic()
        self._steps += 1
        self._bar.update(self._size)
        if info is None:
            return
        loss, score = sum(info["losses"].values()), float(info["score"])
        record = {"epoch": info["epoch"], "step": info["step"], "films": self._steps * self._size, "score": score}
        with self._log.open("a", encoding="utf-8") as log:
            log.write(srsly.json_dumps(record | {"losses": info["losses"]}) + "\n")
        best = ""
        if score > self._best:
            best, self._best, self._best_step = "  best so far", score, self._steps
        self._print(f"{record['films']:>9,}{loss:>9.2f}{score:>14.3f}{self._time_left(info['epoch']):>18}{best}")

    def close(self) -> None:
        """Remove the progress bar."""
        self._bar.close()

    def _time_left(self, epoch: int) -> str:
        """Return the time until the last step: the shortest, if dev does not rise any more, and the longest.

        Time is counted from the first step on, because films are read before it.
        """
        done = self._steps - 1
        if not done:
            return "-"
        # A pass had at most this many steps, once one has been completed.
        by_passes = [self._limits.max_epochs * done // epoch] if epoch and self._limits.max_epochs > 0 else []
        ends = by_passes + ([self._limits.max_steps] if self._limits.max_steps else [])
        by_patience = [self._best_step + self._limits.patience] if self._limits.patience else []
        if not ends + by_patience:
            return "-"
        step = (time.monotonic() - self._start) / done
        shortest = _minutes(step * (min(ends + by_patience) - self._steps))
        longest = _minutes(step * (min(ends) - self._steps)) if ends else "?"
        return shortest if shortest == longest else f"{shortest} to {longest}"

    def _print(self, line: str) -> None:
        self._bar.clear()
        self._stdout.write(line + "\n")
        self._stdout.flush()
        self._bar.refresh()


def _minutes(seconds: float) -> str:
    """Return a time as minutes and seconds, such as `1:05`."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"
