"""Errors of the files of tables that a user can cause."""

from collections.abc import Sequence
from pathlib import Path

from movie_classifier.errors import MovieClassifierError


class BulkError(MovieClassifierError):
    """Base class of errors of bulk classification."""


class FormatUnknown(BulkError):
    """Raised when a format cannot be told from the name of a file."""

    def __init__(self, name: str, option: str | None, known: Sequence[str], is_spreadsheet: bool = False) -> None:
        remedy = f"name it with {option}" if option else "rename it to one of these suffixes"
        if is_spreadsheet:
            super().__init__(
                f"{name} is a spreadsheet: save it as CSV, or name one of these formats: {', '.join(known)}"
            )
        else:
            super().__init__(f"the format of {name} is unknown: {remedy}: {', '.join(known)}")


class InputUnreadable(BulkError):
    """Raised when the input is missing, is damaged, or cannot be a list of films."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} cannot be read: {reason}")


class OutputUnusable(BulkError):
    """Raised when the output cannot be written."""

    def __init__(self, name: Path | str, reason: str) -> None:
        super().__init__(f"{name} cannot be written: {reason}")


class OutputExists(BulkError):
    """Raised when the output exists already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is there already: name another file, or add --overwrite to replace it")


class UnfinishedRun(BulkError):
    """Raised when an earlier run left rows that a new one would discard."""

    def __init__(self, folder: Path, rows: int) -> None:
        super().__init__(
            f"{folder} has {rows:,} finished rows of an earlier run: add --resume to go on with it, "
            "or delete that folder to start again"
        )


class ResumeRefused(BulkError):
    """Raised when an earlier run cannot be continued."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"cannot resume: {reason}")


class ModelChanged(BulkError):
    """Raised when the service loads another model during a run."""

    def __init__(self) -> None:
        super().__init__("the service loaded another model during the run")


class RowRefused(BulkError):
    """Raised by `--strict` when a row cannot be classified."""

    def __init__(self, name: str, line: int, reason: str) -> None:
        super().__init__(f"{name}, line {line:,}: {reason} (--strict stops at the first such row)")


class WorkerDied(BulkError):
    """Raised when a worker process was killed."""

    def __init__(self) -> None:
        super().__init__("a worker process was killed, maybe because the memory was full: try fewer --processes")


class RunStopped(BulkError):
    """Raised when a run ends early and its finished rows are kept."""

    def __init__(self, reason: str, rows: int) -> None:
        super().__init__(f"{reason}; {rows:,} rows are finished: add --resume to the same command to go on")


class Interrupted(RunStopped):
    """Raised when the user interrupts a run."""

    def __init__(self, rows: int) -> None:
        super().__init__("Interrupted", rows)
