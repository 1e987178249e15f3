"""The input: a file, or a stream such as standard input."""

import hashlib
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa

from movie_classifier.errors import first_line
from movie_classifier.tables.errors import InputUnreadable
from movie_classifier.tables.files.encoding import Decoder
from movie_classifier.tables.files.formats import FileFormat

READ_BYTES = 2**20
"""Number of bytes to read at once."""

STDIN = "-"


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
        decoder: decoder of the text that was opened last.

    Raises:
        InputUnreadable: there is no such file.
    """

    def __init__(self, path: str, file_format: FileFormat, encoding: str = "utf-8") -> None:
        self.name = "standard input" if path == STDIN else path
        self.format = file_format
        self.decoder = Decoder(encoding)
        self.encoding = encoding
        self._path: Path | None = None if path == STDIN else Path(path)
        self._file: IO[bytes] | None = None
        self._closing = ExitStack()
        check_input(path)
        self.is_stream = self._path is None or not self._path.is_file()

    def open_bytes(self) -> IO[bytes]:
        """Return the bytes of the input, from its start. A stream can be opened only once."""
        if self._path is None:
            self._file = open(sys.stdin.fileno(), "rb", READ_BYTES, closefd=False)  # noqa: SIM115
        else:
            self._file = self._path.open("rb", READ_BYTES)
        return self._file

    def open_text(self) -> io.BufferedReader:
        """Return the decompressed text of the input as UTF-8, from its start. A stream can be opened only once.

        `read(n)` returns `n` bytes unless the input ends. So blocks do not depend on how a pipe delivers the bytes.
        """
        stream = pa.PythonFile(self.open_bytes(), "r")
        if self.format.codec:
            stream = pa.CompressedInputStream(stream, self.format.codec)
        self.decoder = Decoder(self.encoding)
        return io.BufferedReader(self.decoder.decode(stream), READ_BYTES)

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


@contextmanager
def reading(source: Source) -> Iterator[None]:
    """Raise `InputUnreadable` for the errors of pyarrow, of decompression and of decoding."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, EOFError, MemoryError) as error:
        raise InputUnreadable(source.name, _explain(error)) from error


def _explain(error: Exception) -> str:
    text = first_line(error)
    if "Truncated compressed stream" in text:
        return "it ends too early; copy or download it again"
    if "straddling object" in text:
        return "a row is longer than 1 MB; a quotation mark may never be closed"
    return text
