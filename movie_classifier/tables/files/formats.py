"""File formats, and how they are told from the name of a file."""

from pathlib import Path
from typing import NamedTuple

from movie_classifier.tables.errors import FormatUnknown

CODECS = {"": None, ".gz": "gzip", ".zst": "zstd"}
"""Suffix of compressed files → name of the codec in pyarrow."""


class FileFormat(NamedTuple):
    """Format of a file.

    Attributes:
        kind: `csv`, `tsv`, `jsonl`, `parquet`, or `xlsx` for an input.
        codec: `gzip` or `zstd` if the whole file is compressed. Parquet compresses its columns itself.
    """

    kind: str
    codec: str | None = None


FORMATS = {
    **{kind + suffix: FileFormat(kind, codec) for kind in ("csv", "tsv", "jsonl") for suffix, codec in CODECS.items()},
    "parquet": FileFormat("parquet"),
}
"""Name of a format, which is also its suffix → the format."""

INPUT_FORMATS = FORMATS | {"xlsx": FileFormat("xlsx")}
"""Formats that are read. A workbook is not written."""

OUTPUT_OPTION = "--output-format"

_ALIASES = {"ndjson": "jsonl"}
_INPUT_ALIASES = {"json": "jsonl", "xlsm": "xlsx"}
"""Suffixes of the input alone: the reader of JSON Lines reads an array too, but no encoder writes one."""

SPREADSHEETS = ("xlsx", "xlsm", "xls", "xlsb", "ods", "numbers")


def find_format(path: str, chosen: str | None, option: str | None) -> FileFormat:
    """Return the format that the user chose, or that the suffix of `path` names.

    Args:
        path: path of the file, or `-`.
        chosen: name of a format.
        option: option to name in the error; None if there is none.

    Raises:
        FormatUnknown: no format was chosen, and the suffix is not one of a format.
    """
    is_output = option == OUTPUT_OPTION
    formats, aliases = (FORMATS, _ALIASES) if is_output else (INPUT_FORMATS, _ALIASES | _INPUT_ALIASES)
    if chosen is not None:
        return formats[chosen]
    parts = [aliases.get(part, part) for part in Path(path).name.lower().split(".")[1:]]
    for name in (".".join(parts[-2:]), ".".join(parts[-1:])):
        if name in formats:
            return formats[name]
    is_spreadsheet = bool(parts) and parts[-1] in SPREADSHEETS
    raise FormatUnknown("standard input or output" if path == "-" else path, option, list(formats), is_spreadsheet)
