"""The input: a file, or a stream such as standard input."""

import gzip
import hashlib
import io
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

from movie_classifier.errors import first_line
from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files.encoding import MARK_BROKEN
from movie_classifier.tables.files.formats import FileFormat

READ_BYTES = 2**20
"""Number of bytes to read at once."""

STDIN = "-"

OTHER_FORMATS = {
    b"PK\x03\x04": "it is an Excel workbook or a ZIP archive: change its suffix to .xlsx, or unpack the archive",
    b"\xd0\xcf\x11\xe0": "it is an Excel workbook: save the sheet as CSV",
    b"\x1f\x8b": "it is compressed with gzip: add .gz to its name, or name the format",
    b"\x28\xb5\x2f\xfd": "it is compressed with zstd: add .zst to its name, or name the format",
    b"BZh": "it is compressed with bzip2: unpack it",
    b"\xfd7zXZ": "it is compressed with xz: unpack it",
    b"PAR1": "it is a Parquet file: change its suffix to .parquet, or name the format",
    b"SQLi": "it is an SQLite database: export the table as CSV",
    b"%PDF": "it is a PDF file: save the list as CSV",
}
"""First bytes of a file that is no text → what it is, and what to do."""


class Source:
    """Opens the input, and says how much of it has been read. As a context manager, it deletes its temporary file.

    Args:
        path: path of the file, or `-` for standard input.
        file_format: format of the file.
        encoding: encoding of text formats, as Python names it.

    Attributes:
        name: name for messages.
        encoding: encoding of text formats.
        is_stream: whether the input can be read only once.

    Raises:
        InputUnreadable: there is no such file.
    """

    def __init__(self, path: str, file_format: FileFormat, encoding: str = "utf-8") -> None:
        self.name = "standard input" if path == STDIN else path
        self.format = file_format
        self.encoding = encoding
        self._path: Path | None = None if path == STDIN else Path(path)
        self._file: IO[bytes] | None = None
        self._closing = ExitStack()
        check_input(path)
        self.is_stream = self._path is None or not self._path.is_file()

    def open_bytes(self) -> IO[bytes]:
        """Return the bytes of the input, from its start. A stream can be opened only once."""
        raw = io.FileIO(sys.stdin.fileno(), closefd=False) if self._path is None else io.FileIO(self._path)
        self._file = io.BufferedReader(raw, READ_BYTES)
        return self._file

    def lines(self, limit: int) -> Iterator[str]:
        """Return the decompressed lines of the input with their ends, from its start. Broken bytes are marked.

        A line ends with LF, CRLF or CR. A stream can be read only once.

        Args:
            limit: largest number of characters. What follows them in a longer line is the next line.
        """
        stream: Any = self.open_bytes()
        if self.format.codec == "zstd":
            import pyarrow as pa

            stream = io.BufferedReader(pa.CompressedInputStream(pa.PythonFile(stream, "r"), "zstd"), READ_BYTES)
        elif self.format.codec:
            stream = io.BufferedReader(gzip.GzipFile(fileobj=stream), READ_BYTES)
        _check_start(stream.peek(8)[:8], self.encoding)
        text = io.TextIOWrapper(stream, self.encoding, MARK_BROKEN, newline="")
        return iter(partial(text.readline, limit), "")

    def make_seekable(self) -> None:
        """Copy a stream to a temporary file, so that it can be read more than once."""
        if self.is_stream:
            copy = tempfile.NamedTemporaryFile(prefix="movie_classifier-")  # noqa: SIM115 - closed with the source
            self._closing.enter_context(copy)
            shutil.copyfileobj(self.open_bytes(), copy, READ_BYTES)
            copy.flush()
            self._path, self.is_stream = Path(copy.name), False

    def fraction_read(self) -> float | None:
        """Return the part of the file that has been read, from 0 to 1; None for a stream."""
        if self.is_stream or self._file is None or self._path is None or self._file.closed:
            return None
        return self._file.tell() / max(self._path.stat().st_size, 1)

    def digest(self) -> str:
        """Return the SHA-256 digest of the file in hexadecimal."""
        digest = hashlib.sha256()
        with self.open_bytes() as file:
            while data := file.read(READ_BYTES):
                digest.update(data)
        return digest.hexdigest()

    def __enter__(self) -> "Source":
        return self

    def __exit__(self, *error: object) -> None:
        self._closing.close()


def check_input(path: str) -> None:
    """Raise `InputUnreadable` if there is no file at `path`."""
    if path != STDIN and not Path(path).exists():
        raise InputUnreadable(path, "there is no such file")
    if path != STDIN and Path(path).is_dir():
        raise InputUnreadable(path, "it is a folder")


def _check_start(start: bytes, encoding: str) -> None:
    """Refuse an input whose first bytes show that it is no text in this encoding."""
    for first_bytes, remedy in OTHER_FORMATS.items():
        if start.startswith(first_bytes):
            raise ValueError(remedy)
    if encoding.lower().startswith("utf-16"):
        return
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ValueError("it is in UTF-16: add --encoding utf-16")
    if len(start) > 1 and start.count(0) >= len(start) // 2:
        raise ValueError(f"it is in UTF-16: add --encoding utf-16-{'be' if start[0] == 0 else 'le'}")


@contextmanager
def reading(source: Source) -> Iterator[None]:
    """Raise `InputUnreadable` for the errors of pyarrow, of decompression and of decoding."""
    try:
        yield
    # The errors of pyarrow are ValueErrors and OSErrors, but for a few that are Exceptions of its own.
    except (OSError, ValueError, EOFError, MemoryError, zlib.error, NotImplementedError) as error:
        raise InputUnreadable(source.name, _explain(error)) from error


def _explain(error: Exception) -> str:
    if isinstance(error, gzip.BadGzipFile):
        return "it is not compressed with gzip: remove .gz from its name, or download it again"
    text = first_line(error)
    if isinstance(error, EOFError | zlib.error) or "Truncated compressed stream" in text:
        return "its compressed data is broken or ends too early: copy or download it again"
    return text
