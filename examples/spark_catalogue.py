"""Adds genres to a catalogue with Spark. Reads Parquet, CSV with a header, or JSON Lines; writes Parquet.

On one machine, with all its cores:

    pip install ".[spark]"
    PYSPARK_PYTHON=$(which python) spark-submit --master "local[*]" examples/spark_catalogue.py films.parquet classified

On a cluster, Spark can ship the packages with the job, and a model of your own too. The default model is part of the
package:

    python -m venv environment && . environment/bin/activate
    pip install ".[spark]" venv-pack && venv-pack --output environment.tar.gz
    tar --create --gzip --file my_model.tar.gz --directory my_model .
    spark-submit --master yarn --deploy-mode cluster \\
        --archives environment.tar.gz#environment,my_model.tar.gz#my_model \\
        --conf spark.pyspark.python=./environment/bin/python \\
        examples/spark_catalogue.py hdfs:///films.parquet hdfs:///classified --model my_model

On Kubernetes, put `pip install ".[spark]"` into the image instead. Each core of an executor runs one Python worker with
the model, outside the memory of the executor: raise `--conf spark.executor.memoryOverhead` by 500 MB for each core.
"""

import argparse
import sys
from pathlib import PurePosixPath

try:
    from pyspark.sql import DataFrame, SparkSession

    from movie_classifier.tables.spark import with_genres
except ModuleNotFoundError as error:
    sys.exit(f"Error: this example needs {error.name}: pip install '.[spark]'")


def read(session: SparkSession, source: str) -> DataFrame:
    """Read a catalogue in the format that its suffix names."""
    match PurePosixPath(source).suffix:
        case ".csv":
            return session.read.csv(source, header=True, multiLine=True, escape='"')
        case ".json" | ".jsonl":
            return session.read.json(source)
        case _:
            return session.read.parquet(source)


def main() -> None:
    """Classify the catalogue, and print how many films have genres, and why others have none."""
    parser = argparse.ArgumentParser(description="Add genres to a catalogue with Spark.")
    parser.add_argument("source", help="film list: .parquet, .csv, .json or .jsonl")
    parser.add_argument("target", help="folder to write Parquet files to; must not exist")
    parser.add_argument("--model", help="folder on every node, or name of an archive; the shipped model by default")
    arguments = parser.parse_args()

    session = SparkSession.builder.appName("movie genres").getOrCreate()
    films = read(session, arguments.source)
    # A file that cannot be split, such as CSV with line breaks in fields, is one partition for one core.
    films = films.repartition(session.sparkContext.defaultParallelism)
    with_genres(films, model=arguments.model).write.parquet(arguments.target)
    session.read.parquet(arguments.target).groupBy("reason").count().show(truncate=False)


if __name__ == "__main__":
    main()
