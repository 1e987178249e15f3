"""The plot synopses of MPST (Kar et al., LREC 2018), as a list of films that `prepare --films` reads."""

from pathlib import Path

import pandas as pd

from training.films.splits import part_of
from training.films.table_file import read_table

COLUMNS = ("imdb_id", "title", "year", "plot")


def read_plots(path: Path, labels: str) -> pd.DataFrame:
    """Read the plots as a table with `id`, `title`, `year`, `plot`, `labels` and `split`.

    A film comes into train, dev or test by a hash of its IMDb id.

    Args:
        path: a table with the columns `imdb_id`, `title`, `year`, `plot` and `labels`.
        labels: column of the labels.

    Raises:
        DataNotFound, InputUnreadable: the file is missing, broken or empty, or has other columns.
    """
    table = read_table(path, [*COLUMNS, labels]).cells.reset_index(drop=True)
    plots = table.rename(columns={"imdb_id": "id", labels: "labels"})
    return plots.assign(split=plots["id"].map(part_of))
