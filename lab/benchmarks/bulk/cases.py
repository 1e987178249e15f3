"""The ways to classify a file that are compared, and what each of them needs."""

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from lab.benchmarks.case import BESIDE, Case, not_installed
from lab.benchmarks.command import program, program_beside, service_command
from lab.benchmarks.process import Cores

BARE, ONE, TWO, HTTP, SPARK, TFIDF = "bare", "one", "two", "http", "spark", "tfidf"
NAMES = (BARE, ONE, TWO, HTTP, SPARK, TFIDF)

INPUT, OUTPUT, FOLDER, PORT = "{input}", "{output}", "{folder}", "{port}"
"""Stand in a command for the file to read, the file to write, a folder for other files, and the port of the service."""


@dataclass(frozen=True)
class BulkCase(Case):
    """A way to classify a file. Its command has `INPUT`, `OUTPUT`, `FOLDER` and `PORT`.

    Attributes:
        core: the core that it runs on; None for all cores.
        preparation: command that runs before it, and is not measured; empty for none.
        service: command of the service that it needs, which runs on another core; empty for none.
    """

    core: int | None = None
    preparation: list[str] = field(default_factory=list)
    service: list[str] = field(default_factory=list)


def make_cases(python: Path, model: Path, films: Path, beside: Path | None = None) -> list[BulkCase]:
    """Return all cases, in the order of the table.

    Args:
        python: interpreter of the cases that need no more packages than `movie_classifier bulk`.
        model: the pipeline.
        films: film list that TF-IDF is fitted on.
        beside: another checkout, whose `bulk` is measured too; None for none.
    """
    core = Cores.choose().load
    this, arguments = sys.executable, ["bulk", INPUT, "--output", OUTPUT]
    bulk, one_process = [*program(python), *arguments], ["--local", "--processes", "1"]
    local = {"MOVIE_CLASSIFIER_MODEL": str(model)}
    fitted = f"{FOLDER}/fitted"
    return [
        BulkCase(
            BARE, "`nlp.pipe` in a bare loop", [str(python), "-m", "lab.benchmarks.bulk.bare", INPUT, str(model)],
            core=core,
        ),
        BulkCase(ONE, "`bulk --local --processes 1`", [*bulk, *one_process], local, core=core),
        *(
            BulkCase(
                BESIDE, f"the same of {folder.name}", [*program_beside(folder), *arguments, *one_process], local,
                core=core,
            )
            for folder in ([beside] if beside else [])
        ),
        BulkCase(TWO, "`bulk --local --processes 2`", [*bulk, "--local", "--processes", "2"], local),
        BulkCase(
            HTTP, "`bulk` over HTTP", [*bulk, "--url", f"http://127.0.0.1:{PORT}"], core=core,
            service=service_command(program(python), model),
        ),
        BulkCase(
            SPARK, "Spark `local[2]`", [this, "-m", "lab.benchmarks.bulk.spark", INPUT, OUTPUT, str(model), FOLDER],
            missing=_missing_for_spark(),
        ),
        BulkCase(
            TFIDF, "TF-IDF + logistic regression",
            [this, "-m", "lab.benchmarks.bulk.tfidf", "classify", INPUT, OUTPUT, fitted], core=core,
            preparation=[this, "-m", "lab.benchmarks.bulk.tfidf", "fit", str(films), fitted],
            missing=not_installed("sklearn"),
        ),
    ]  # fmt: skip


def fill(command: list[str], **values: Path | int) -> list[str]:
    """Return `command` with the values of `INPUT`, `OUTPUT`, `FOLDER` and `PORT`."""
    for name, value in values.items():
        command = [part.replace(f"{{{name}}}", str(value)) for part in command]
    return command


def _missing_for_spark() -> str | None:
    java = shutil.which("java") or os.environ.get("JAVA_HOME")
    return not_installed("pyspark") or (None if java else "no Java")
