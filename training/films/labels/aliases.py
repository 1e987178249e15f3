"""Reads a file of aliases: other spellings of labels."""

from pathlib import Path

from training.films.table_file import read_table


def read_aliases(path: Path) -> dict[str, str]:
    """Read a table with the columns `alias` and `label`, and return alias in lower case → label.

    An alias without a label drops what it names.

    Raises:
        DataNotFound, InputUnreadable: the file is missing, broken, or has other columns.
    """
    table = read_table(path, ["alias", "label"], "name a CSV file with the columns alias and label").cells
    return {
        str(alias).strip().casefold(): str(label or "").strip()
        for alias, label in zip(table["alias"], table["label"], strict=True)
    }
