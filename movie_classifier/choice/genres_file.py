"""Reads a choice of genres from a TOML file."""

import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

from movie_classifier.choice.choice import GenreChoice
from movie_classifier.errors import InvalidChoice
from movie_classifier.film import clean

KEYS = tuple(field.name for field in fields(GenreChoice) if field.name != "source")
TABLES = ("names", "thresholds")


def read_genres_file(path: Path | str) -> GenreChoice:
    """Return the choice in a file. Its settings are the attributes of `GenreChoice`.

    Raises:
        InvalidChoice: the file cannot be read, is no TOML, or has an unknown setting or a wrong value.
    """
    path = Path(path)
    values = _read_toml(path)
    for key, value in values.items():
        if key not in KEYS:
            raise InvalidChoice(f"unknown setting: {clean(key)}; known are {', '.join(KEYS)}", path)
        if key in TABLES and not isinstance(value, dict):
            raise InvalidChoice(f"{key} is not a table: begin it with [{key}]", path)
    return GenreChoice(**values, source=path)


def _read_toml(path: Path) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        values: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidChoice(error.strerror or str(error), path) from error
    except ValueError as error:  # not UTF-8, or not TOML
        raise InvalidChoice(f"not valid TOML: {error}", path) from error
    return values
