"""The output: a file that appears whole or not at all, or a stream such as standard output."""

import fcntl
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from movie_classifier.tables.bulk.destination import partial_folder
from movie_classifier.tables.bulk.disk import follow_link, move, sync, write_all
from movie_classifier.tables.errors import OutputUnusable, ResumeRefused, UnfinishedRun
from movie_classifier.tables.files.blocks import RejectedRow
from movie_classifier.tables.files.encoders import Encoder, to_json


@dataclass
class Done:
    """What has been written so far.

    Attributes:
        blocks, rows: number of blocks, and of the rows in them.
        reasons: reason, without details in brackets → number of rejected rows.
        output_bytes, rejected_bytes: sizes of the two files.
        finished: whether all blocks have been written.
        earlier_rows: number of the rows that an earlier run had written.
    """

    blocks: int = 0
    rows: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    output_bytes: int = 0
    rejected_bytes: int = 0
    finished: bool = False
    earlier_rows: int = 0

    @property
    def rejected(self) -> int:
        """Number of rejected rows."""
        return sum(self.reasons.values())

    def add(self, rows: int, rejected: Sequence[RejectedRow]) -> None:
        """Count a block."""
        self.blocks += 1
        self.rows += rows
        self.reasons.update(row.kind for row in rejected)


class Output(Protocol):
    """Takes blocks of encoded rows.

    Attributes:
        done: what has been written so far.
    """

    done: Done

    def append(self, data: bytes, rows: int, rejected: Sequence[RejectedRow]) -> None:
        """Write a block: its bytes, the number of its rows, and those that were rejected."""

    def finish(self) -> None:
        """Write what follows the last block."""


class StreamOutput:
    """Writes to a stream. Rejected rows become lines on stderr.

    Args:
        stream: where to write.
        encoder: encodes the rows.
        quiet: whether to keep rejected rows from stderr.
    """

    def __init__(self, stream: IO[bytes], encoder: Encoder, quiet: bool) -> None:
        self.done = Done()
        self._stream, self._quiet = stream, quiet
        self._stream.write(encoder.header())

    def append(self, data: bytes, rows: int, rejected: Sequence[RejectedRow]) -> None:
        """Write a block; see `Output`."""
        self._stream.write(data)
        self._stream.flush()
        self.done.add(rows, rejected)
        for row in [] if self._quiet else rejected:
            print(f"line {row.line:,}: {row.reason}", file=sys.stderr)

    def finish(self) -> None:
        """Write nothing more."""
        self._stream.flush()


class FileOutput:
    """Writes to a folder beside the output, and renames the finished files.

    If the output is a link, the folder is beside the file that it leads to, which may be on another file system.
    The folder `OUTPUT.partial` has `output`, `rejected.jsonl` and `state.json`. Each block is appended to the first
    two, and synced to the disk, before `state.json` says that it is there. After an interruption, what follows the last
    such block is cut off.

    Args:
        path: path of the output.
        encoder: encodes the rows.
        run: what has to be equal for an earlier run to be continued: name in messages → value.
        resume: whether to continue an earlier run.

    Raises:
        OutputUnusable: the output cannot be written there.
        UnfinishedRun: there is an earlier run, and `resume` is False.
        ResumeRefused: the earlier run was another one.
    """

    def __init__(self, path: Path, encoder: Encoder, run: Mapping[str, str], resume: bool) -> None:
        self._path, self._encoder, self._run = follow_link(path), encoder, dict(run)
        self.rejected_path = path.with_name(f"{path.name}.rejected.jsonl")
        self.folder = partial_folder(self._path)
        self._draft, self._rejected = self.folder / "output", self.folder / "rejected.jsonl"
        self._final, self._state = self.folder / "final", self.folder / "state.json"
        self._closing = ExitStack()
        with self._closing, _named_errors(self.folder):
            self.folder.mkdir(exist_ok=True)
            self._lock()
            self.done = self._read_state(resume)
            self._open_files()
            self._closing = self._closing.pop_all()

    def append(self, data: bytes, rows: int, rejected: Sequence[RejectedRow]) -> None:
        """Write a block so that it survives a crash; see `Output`."""
        lines = [to_json({"line": row.line, "reason": row.reason, "row": row.row}) + "\n" for row in rejected]
        with _named_errors(self._path):
            self.done.output_bytes += write_all(self._output_file, data)
            # A lone surrogate becomes its escape, which is the same in JSON.
            self.done.rejected_bytes += write_all(self._rejected_file, "".join(lines).encode(errors="backslashreplace"))
            self.done.add(rows, rejected)
            self._write_state()

    def finish(self) -> None:
        """Give the finished files their names, and remove the folder. An earlier file of the same name is replaced."""
        with _named_errors(self._path):
            if not self.done.finished:
                if self._encoder.finish(self._draft, self._final):
                    sync(self._final)
                self.done.finished = True
                self._write_state()
                sync(self.folder)  # the state has to be there before the files get their names
            for source in (self._final, self._draft):
                if source.exists():
                    source.replace(self._path)
                    break
            if self.done.rejected and self._rejected.exists():
                move(self._rejected, self.rejected_path)
            elif not self.done.rejected:
                self.rejected_path.unlink(missing_ok=True)
            sync(self._path.parent)
        self.discard()

    def close(self) -> None:
        """Close all files."""
        self._closing.close()

    def discard(self) -> None:
        """Remove the folder, and so all rows."""
        self.close()
        shutil.rmtree(self.folder)

    def _lock(self) -> None:
        file = self._closing.enter_context((self.folder / "lock").open("w"))
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputUnusable(self._path, "another process is writing it") from error

    def _read_state(self, resume: bool) -> Done:
        again = f"delete {self.folder} to start again"
        try:
            state = json.loads(self._state.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Done()
        except ValueError as error:
            raise ResumeRefused(f"{self._state} is damaged; {again}") from error
        done = state["done"]
        if not done["blocks"]:
            return Done()
        if not resume:
            raise UnfinishedRun(self.folder, done["rows"])
        changed = [name for name in self._run if state["run"].get(name) != self._run[name]]
        if changed:
            raise ResumeRefused(f"{' and '.join(changed)} changed since; {again}")
        # Another version may have other fields: only now are they known to be those of `Done`.
        return Done(**done | {"reasons": Counter(done["reasons"]), "earlier_rows": done["rows"]})

    def _open_files(self) -> None:
        if self.done.finished:
            return
        sizes = {self._draft: self.done.output_bytes, self._rejected: self.done.rejected_bytes}
        for path, size in sizes.items():
            path.touch()
            if path.stat().st_size < size:
                raise ResumeRefused(f"{path} is shorter than it was; delete {self.folder} to start again")
            os.truncate(path, size)
        self._output_file, self._rejected_file = (
            self._closing.enter_context(path.open("ab", buffering=0)) for path in sizes
        )
        if not self.done.blocks:
            self.done.output_bytes = write_all(self._output_file, self._encoder.header())
            self._write_state()

    def _write_state(self) -> None:
        new = self._state.with_suffix(".new")
        new.write_text(json.dumps({"run": self._run, "done": vars(self.done)}, indent=1), encoding="utf-8")
        sync(new)
        new.replace(self._state)  # after a crash, the older state may be there: then its blocks are the finished ones


def open_output(path: str, encoder: Encoder, run: Mapping[str, str], resume: bool, quiet: bool) -> Output:
    """Return the output at `path`: standard output for `-`, a stream for a device or a pipe, or else a file.

    Raises:
        OutputUnusable, UnfinishedRun, ResumeRefused: see `FileOutput`.
    """
    if path == "-":
        return StreamOutput(sys.stdout.buffer, encoder, quiet)
    if Path(path).exists() and not Path(path).is_file():
        return StreamOutput(Path(path).open("wb"), encoder, quiet)
    return FileOutput(Path(path), encoder, run, resume)


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputUnusable(path, os.strerror(error.errno) if error.errno else str(error)) from error
