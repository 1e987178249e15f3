"""Classifies a CSV file with Spark on this machine.

Usage: `python -m lab.benchmarks.bulk.spark INPUT OUTPUT MODEL FOLDER`. OUTPUT is a folder of Parquet
files. Spark keeps its own files in FOLDER.
"""

import os
import sys

from pyspark.sql import SparkSession

from movie_classifier.tables.spark import with_genres

CORES = 2

PARTITION_BYTES = "8m"
"""Size of a partition of the input: small enough that all cores are busy until the end."""


def main(source: str, output: str, model: str, folder: str) -> None:
    """Write the films of `source` with their genres to `output`. No value in `source` has a line break."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master(f"local[{CORES}]")
        .config("spark.ui.enabled", "false")
        .config("spark.local.dir", folder)
        .config("spark.sql.warehouse.dir", f"{folder}/warehouse")
        .config("spark.driver.memory", "1g")
        .config("spark.sql.files.maxPartitionBytes", PARTITION_BYTES)
        .getOrCreate()
    )
    films = session.read.csv(source, header=True, escape='"')
    with_genres(films, model=model).write.parquet(output)
    session.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
