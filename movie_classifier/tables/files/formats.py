"""File formats, and how they are told from the name of a file."""

from pathlib import Path
from typing import NamedTuple

from movie_classifier.tables.errors import FormatUnknown

CODECS = {"": None, ".gz": "gzip", ".zst": "zstd"}
"""Suffix of compressed files → name of the codec in pyarrow."""


class FileFormat(NamedTuple):
    """Format of a file.

    Attributes:
        kind: `csv`, `tsv`, `jsonl` or `parquet`.
        codec: `gzip` or `zstd` if the whole file is compressed. Parquet compresses its columns itself.
    """

    kind: str
    codec: str | None = None


FORMATS = {
    **{kind + suffix: FileFormat(kind, codec) for kind in ("csv", "tsv", "jsonl") for suffix, codec in CODECS.items()},
    "parquet": FileFormat("parquet"),
}
"""Name of a format, which is also its suffix → the format."""

_ALIASES = {"ndjson": "jsonl"}


def find_format(path: str, chosen: str | None, option: str) -> FileFormat:
    """Return the format that the user chose, or that the suffix of `path` names.

    Args:
        path: path of the file, or `-`.
        chosen: name of a format.
        option: option to name in the error.

    Raises:
        FormatUnknown: no format was chosen, and the suffix is not one of a format.
    """
    if chosen is not None:
        return FORMATS[chosen]
    parts = [_ALIASES.get(part, part) for part in Path(path).name.lower().split(".")[1:]]
    for name in (".".join(parts[-2:]), ".".join(parts[-1:])):
        if name in FORMATS:
            return FORMATS[name]
    raise FormatUnknown("standard input or output" if path == "-" else path, option, list(FORMATS))
