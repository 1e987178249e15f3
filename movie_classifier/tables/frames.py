"""Classifies the rows of a pandas table."""

from typing import TYPE_CHECKING

from movie_classifier.model.model_path import default_model_path
from movie_classifier.tables.columns import PREFIX, find_film_columns, name_added_columns
from movie_classifier.tables.rows import ANSWER_COLUMNS, answer_columns, classify_rows

if TYPE_CHECKING:
    import pandas as pd

    from movie_classifier.choice.choice import GenreChoice
    from movie_classifier.classifier import GenreClassifier


def classify_frame(
    df: "pd.DataFrame",
    classifier: "GenreClassifier | None" = None,
    *,
    title_column: str | None = None,
    description_column: str | None = None,
    choice: "GenreChoice | None" = None,
    scores: bool = False,
    prefix: str = PREFIX,
) -> "pd.DataFrame":
    """Return a copy of `df` with the genres of each row in new columns.

    The new columns are `genre` (most probable genre), `genres` (list of the assigned genres, most probable first),
    `confidence` (`normal`, or `low` if the model has little to go on) and `reason`. A row that cannot be classified has
    no genre and no confidence, and `reason` says why; otherwise `reason` is missing. Rows, their order, their index and
    all other columns stay.

    Args:
        df: table with a description in each row, and a title if there is one.
        classifier: classifies the films; by default one with the shipped model, which takes a second to load.
        title_column: column of the title; found by its name if it is None, see `TITLE_COLUMNS`.
        description_column: column of the description; see `DESCRIPTION_COLUMNS`.
        choice: which genres the rows get; those of the model by default. A row may then have an empty list of genres,
            and no genre.
        scores: add one column for each genre, with its probability.
        prefix: put before the name of a new column if `df` has a column with that name.

    Raises:
        ColumnNotFound: `df` has no column for the description, or not `title_column`.
        InvalidChoice: the model has no genre that `choice` names.
        ColumnTaken: `df` has a new column's name, also with the prefix.
    """
    import pandas as pd

    if classifier is None:
        from movie_classifier.classifier import GenreClassifier

        classifier = GenreClassifier.load(default_model_path())
    columns, labels = [str(column) for column in df.columns], classifier.info.labels if scores else ()
    title, description = find_film_columns(columns, title_column, description_column)
    names = name_added_columns([*ANSWER_COLUMNS, *labels], columns, prefix)
    decision = choice.for_model(classifier.info) if choice else None
    titles = [None] * len(df) if title is None else _cells(df, title)
    rows = classify_rows(classifier, titles, _cells(df, description), decision)
    kinds = ["object"] * len(ANSWER_COLUMNS) + ["float64"] * len(labels)
    added = [
        pd.Series(column, df.index, kind) for column, kind in zip(answer_columns(rows, labels), kinds, strict=True)
    ]
    return pd.concat([df, pd.concat(added, axis=1, keys=names)], axis=1)


def _cells(df: "pd.DataFrame", position: int) -> list[object]:
    """Return the values of a column, with None for missing ones."""
    column = df.iloc[:, position]
    return [None if missing else cell for cell, missing in zip(column, column.isna(), strict=True)]
