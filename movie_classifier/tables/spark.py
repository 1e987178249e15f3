"""Classifies the films of a PySpark DataFrame, on one machine or on a cluster.

Needs the extra `spark` on the driver and on every worker. `examples/spark_catalogue.py` shows how to ship the package
and a model with a job.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from movie_classifier.errors import MissingExtra, MovieClassifierError
from movie_classifier.model.model_path import default_model_path
from movie_classifier.tables.columns import PREFIX, find_film_columns, name_added_columns
from movie_classifier.tables.rows import ANSWER_COLUMNS

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

    from movie_classifier.choice.choice import GenreChoice
    from movie_classifier.choice.decision import Decision
    from movie_classifier.classifier import GenreClassifier


LIST_MISSING = """
from importlib.util import find_spec
print(*(name for name in ("movie_classifier", "pyarrow", "spacy") if find_spec(name) is None), sep=" and no ")
"""
"""Prints which packages a Python worker would miss."""


class WorkerPythonUnusable(MovieClassifierError):
    """Raised when Spark runs its workers in a Python without this package."""

    def __init__(self, python: str, missing: str) -> None:
        super().__init__(
            f"Spark runs its workers in {python}, which has no {missing}: set PYSPARK_PYTHON={sys.executable} before "
            "Spark starts"
        )


class Job(NamedTuple):
    """What a Python worker needs to know to classify rows. Spark sends it to every worker.

    Attributes:
        model: model to load; see `with_genres`.
        title: position of the column with the title; None if there is none.
        description: position of the column with the description.
        decision: chooses the genres; None for those of the model.
        labels: genres whose probabilities are added.
        names: names of the new columns: those of `ANSWER_COLUMNS`, then one for each of `labels`.
    """

    model: str | None
    title: int | None
    description: int
    decision: "Decision | None"
    labels: tuple[str, ...]
    names: list[str]


def with_genres(
    df: "DataFrame",
    *,
    model: str | None = None,
    title_column: str | None = None,
    description_column: str | None = None,
    choice: "GenreChoice | None" = None,
    scores: bool = False,
    prefix: str = PREFIX,
) -> "DataFrame":
    """Return `df` with the genres of each row in new columns.

    The new columns are `genre` (most probable genre), `genres` (the assigned genres, most probable first), `confidence`
    (`normal`, or `low` if the model has little to go on) and `reason`. A row that cannot be classified has no genre and
    no confidence, and `reason` says why; otherwise `reason` is null. All other columns keep their values and types. The
    answers are those of `movie_classifier bulk` and `classify_frame`.

    The rows go through `DataFrame.mapInArrow`: `mapInPandas` would turn NaN into null, and shift timestamps in the hour
    when daylight saving time ends. Each Python worker loads the model once, with its first task, and keeps it. No more
    workers run at a time than there are partitions: call `df.repartition` if there are fewer partitions than cores.

    Args:
        df: table with a description in each row, and a title if there is one.
        model: folder of a spaCy pipeline on every node, name of an installed pipeline package, or name of an archive
            that was shipped with `spark-submit --archives FILE#NAME` or `SparkContext.addArchive`; by default the
            shipped model. With `choice` or `scores`, the driver needs it too.
        title_column: column of the title; found by its name if it is None, see `TITLE_COLUMNS`.
        description_column: column of the description; see `DESCRIPTION_COLUMNS`.
        choice: which genres the rows get; see `classify_frame`.
        scores: add one column for each genre, with its probability.
        prefix: put before the name of a new column if `df` has a column with that name.

    Raises:
        ColumnNotFound: `df` has no column for the description, or not `title_column`.
        InvalidChoice: the model has no genre that `choice` names.
        ColumnTaken: `df` has a new column's name, also with the prefix.
        MissingExtra: PySpark is not installed.
        WorkerPythonUnusable: Spark runs on this machine, with a Python that lacks this package.
    """
    try:
        from pyspark.sql import types
    except ModuleNotFoundError as error:
        raise MissingExtra("spark", error.name) from error
    _check_worker_python(df.sparkSession)
    decision = choice.for_model(load_classifier(model).info) if choice else None
    labels = load_classifier(model).info.labels if scores else ()
    title, description = find_film_columns(df.columns, title_column, description_column)
    names = name_added_columns([*ANSWER_COLUMNS, *labels], df.columns, prefix)
    text, probability = types.StringType(), types.DoubleType()
    new_types = [text, types.ArrayType(text), text, text, *(probability for _ in labels)]
    new = [types.StructField(name, kind) for name, kind in zip(names, new_types, strict=True)]
    job = Job(model, title, description, decision, labels, names)
    return df.mapInArrow(partial(classify_batches, job), types.StructType([*df.schema.fields, *new]))


def _check_worker_python(session: "SparkSession") -> None:
    """Check the Python of the workers on this machine. Without `PYSPARK_PYTHON`, it is the first `python3` of the path.

    Raises:
        WorkerPythonUnusable: it lacks a package.
    """
    context = getattr(session, "sparkContext", None)  # sessions of Spark Connect have none
    if context is None or not context.master.startswith("local"):
        return
    python = shutil.which(context.pythonExec)
    if python is None or python == sys.executable:  # Spark names a Python that does not exist
        return
    command = [python, "-c", LIST_MISSING]
    check = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - Spark will run it too
    if missing := check.stdout.strip():
        raise WorkerPythonUnusable(python, missing)


def classify_batches(job: Job, batches: Iterator[Any]) -> Iterator[Any]:
    """Yield each record batch of a partition with the new columns. Runs in a Python worker."""
    import pyarrow as pa

    from movie_classifier.tables.arrow import answer_rows

    classifier = load_classifier(job.model)
    for batch in batches:
        descriptions = batch.column(job.description).to_pylist()
        titles = [None] * len(descriptions) if job.title is None else batch.column(job.title).to_pylist()
        new = answer_rows(classifier, titles, descriptions, job.decision, job.labels)
        yield pa.RecordBatch.from_arrays([*batch.columns, *new.columns], [*batch.schema.names, *job.names])


@lru_cache(maxsize=1)
def load_classifier(model: str | None) -> "GenreClassifier":
    """Load a model, once in each process; see `with_genres`.

    Raises:
        ModelError: there is no such model, or it cannot be used.
    """
    from pyspark import SparkFiles

    from movie_classifier.classifier import GenreClassifier

    if model is None:
        return GenreClassifier.load(default_model_path())
    if Path(model).is_dir():
        return GenreClassifier.load(model)
    # Spark puts the folder with its archives on Python's path, where they would pass for packages.
    shipped = Path(SparkFiles.get(model))
    return GenreClassifier.load(shipped if shipped.is_dir() else model)
